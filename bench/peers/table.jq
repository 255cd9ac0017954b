# The figures of all rounds as a table: medians of each, and medians of the ratios ours / peer taken
# inside each round.

def median: map(select(. != null)) | sort | if length == 0 then null else .[length / 2 | floor] end;

def columns: [.per_second, .p50, .p99, .cpu];

# p50 and p99 are to the receipt in an accept run, to the last acknowledgement end to end.
def figure:
  (if .what == "accept" then "receipt" else "end_to_end" end) as $to
  | {by, round, what, in_flight, per_second, cpu: .cpu_us_per_report,
     p50: .[$to + "_p50_ms"], p99: .[$to + "_p99_ms"]};

def shown:
  if . == null then "-"
  elif . >= 100 then round | tostring
  else . * 1000 | round / 1000 | tostring | .[0:5] end;

def padded($width): . + " " * ([$width - length, 0] | max);

def row($name): [($name | padded(18))] + map(shown | padded(10)) | join("  ");

def medians: map(columns) | transpose | map(median);

def divided($ours): . as $peer
  | [range(length)] | map(if $peer[.] == 0 or $peer[.] == null then null else $ours[.] / $peer[.] end);

def ratios($ours): map(. as $peer
    | columns | divided($ours | map(select(.round == $peer.round)) | first | columns))
  | transpose | map(median);

map(figure) | group_by([.what, .in_flight])[]
| . as $runs
| map(select(.by == "ours")) as $ours
| (.[0].what | sub("_"; " "; "g")) as $what
| (if .[0].in_flight == 0 then "end to end, filed at 300/s" else "\($what), \(.[0].in_flight) in flight" end) as $title
| ($title | padded(28)) + "(medians of \($ours | length) rounds)",
  ([("" | padded(18))] + (["reports/s", "p50 ms", "p99 ms", "CPU us/report"] | map(padded(10))) | join("  ")),
  ("ours", "rabbitmq", "postgres" | . as $by | $runs | map(select(.by == $by)) | medians | row($by)),
  ("rabbitmq", "postgres" | . as $by | $runs | map(select(.by == $by)) | ratios($ours)
    | row("ours / " + $by)),
  ""
