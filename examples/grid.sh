#!/bin/sh
# A grid search from a script: POST the grid, poll its leaderboard. Needs a running Sweepd (npm start) and curl.
set -eu
url=${SWEEPD_URL:-http://127.0.0.1:3000}

call() {
  curl -sS --fail-with-body ${SWEEPD_API_KEY:+-H "Authorization: Bearer $SWEEPD_API_KEY"} "$@"
}

# the first value of a member: enough for these answers, without a JSON tool
member() {
  tr ',{}' '\n\n\n' | sed -n "s/^\"$1\":\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" | head -n 1
}

study=$(
  call "$url/v1/studies" -H 'Content-Type: application/json' -d @- <<'EOF'
{
  "name": "grid.sh",
  "dataset": "mnist",
  "objective": { "metric": "validation.accuracy", "direction": "maximize" },
  "sampler": { "type": "grid" },
  "space": {
    "preprocess": { "resize": [14, 14] },
    "layers": [
      { "type": "flatten" },
      { "type": "dense", "units": { "$choice": [16, 64] }, "activation": { "$choice": ["relu", "tanh"] } },
      { "type": "dense", "units": "outputs" }
    ],
    "loss": "crossEntropy",
    "optimizer": { "type": "adam", "learningRate": { "$choice": [0.001, 0.003, 0.01] } },
    "batchSize": 64,
    "epochs": 3
  }
}
EOF
)
id=$(printf '%s' "$study" | member id)
echo "study $id: 2 x 2 x 3 = 12 trials"

while :; do
  study=$(call "$url/v1/studies/$id")
  state=$(printf '%s' "$study" | member state)
  echo "$state, $(printf '%s' "$study" | member complete) complete"
  case $state in running | paused) sleep 2 ;; *) break ;; esac
done

echo 'rank trial accuracy params'
call "$url/v1/studies/$id/leaderboard?limit=12" | sed 's/{"rank"/\
&/g' | sed -n 's/^{"rank":\([0-9]*\),"number":\([0-9]*\),"value":\([^,]*\),.*"params":{\([^}]*\)}.*/\1 \2 \3 \4/p' | tr -d '"'
echo
