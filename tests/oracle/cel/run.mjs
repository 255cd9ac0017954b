// Reads the lines of condition_oracle, evaluates every condition on its report with cel-js, and ends
// with 1 at the first that comes out otherwise. What is unknown to us is "No such key" there.
import {createInterface} from 'node:readline'
import {Environment} from '@marcbachmann/cel-js'

const minute = 60_000
const day = 24 * 60 * minute

function during(instant, hours) {
  const local = instant.getTime() + hours.offset * minute
  const weekday = new Date(local).getUTCDay() || 7
  const minutes = (((local % day) + day) % day) / minute
  return hours.days.includes(weekday) && minutes >= hours.from && minutes < hours.to
}

// Counts the edges that a line from the place to the east crosses.
function isInside(longitude, latitude, ring) {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[j], [x2, y2] = ring[i]
    const crosses = (y1 > latitude) !== (y2 > latitude) &&
      longitude < x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
    if (crosses) inside = !inside
  }
  return inside
}

function within({place}, rings) {
  return rings.some(ring => isInside(Number(place.longitude), Number(place.latitude), ring))
}

// Integers of CEL are BigInt here, its instants Date.
function bound(_, value) {
  if (typeof value === 'number') return BigInt(value)
  if (value && typeof value === 'object' && 'instant' in value) return new Date(Number(value.instant))
  return value
}

function environment(calendars, areas) {
  return new Environment({unlistedVariablesAreDyn: true})
    .registerFunction('during(dyn, string): bool', (instant, name) => during(instant, calendars[name]))
    .registerFunction('within(dyn, string): bool', (place, name) => within(place, areas[name]))
}

function evaluated(cel, text, context) {
  try {
    const value = cel.evaluate(text, context)
    return value === true ? 'yes' : value === false ? 'no' : `neither yes nor no: ${value}`
  } catch (error) {
    const said = String(error.message).split('\n')[0]
    return said.startsWith('No such key') ? 'unknown' : said
  }
}

function differs(given, condition, value) {
  console.log(`oracle: ${condition.cel}`)
  console.log(`  ours: ${condition.value}; cel-js: ${value}`)
  console.log(`  on: ${given}`)
  process.exit(1)
}

const seen = {yes: 0, no: 0, unknown: 0}
for await (const line of createInterface({input: process.stdin})) {
  const {calendars, areas, conditions} = JSON.parse(line)
  const given = JSON.stringify(JSON.parse(line).context)
  const context = JSON.parse(given, bound)
  const cel = environment(calendars, areas)
  for (const condition of conditions) {
    const value = evaluated(cel, condition.cel, context)
    if (value !== condition.value) differs(given, condition, value)
    ++seen[value]
  }
}
const count = seen.yes + seen.no + seen.unknown
if (Math.min(seen.yes, seen.no, seen.unknown) * 100 < count || count === 0) {
  console.log(`oracle: too few of one value to prove anything: ${JSON.stringify(seen)}`)
  process.exit(1)
}
console.log(`oracle: ${count} conditions as cel-js has them ` +
  `(${seen.yes} yes, ${seen.no} no, ${seen.unknown} unknown)`)
