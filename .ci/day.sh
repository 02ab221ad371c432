#!/usr/bin/env bash
# A working day on a bilingual post, with curl against the real binary: written, illustrated, previewed, blocked by the
# rule that both languages go live together, mended, published, corrected, scheduled, restored, taken away, thrown away
# and brought back. After each step readers are asked what they see.
#   bash .ci/day.sh BINARY
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$1
dir=$(mktemp -d)
address=127.0.0.1:18090
api=http://$address/manage/v1
public=http://$address/content/v1
preview=http://$address/preview/v1

"$binary" serve --data "$dir/data" --addr "$address" --log-level warn >"$dir/log" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null || true; rm -rf "$dir"' EXIT
for _ in $(seq 300); do
  curl -fs -o /dev/null "http://$address/readyz" && break
  sleep 0.1
done
token=$("$binary" token create --role admin --data "$dir/data" | tail -n 1)

# call STATUS METHOD URL [CURL ARGUMENTS]: the answer's body, if it has the status.
call() {
  local want=$1 method=$2 url=$3 got
  shift 3
  got=$(curl -s -o "$dir/body" -w '%{http_code}' -X "$method" "$url" "$@")
  if [ "$got" != "$want" ]; then
    printf '%s %s: %s, not %s\n%s\n' "$method" "$url" "$got" "$want" "$(cat "$dir/body")" >&2
    return 1
  fi
  cat "$dir/body"
}

# manage STATUS METHOD PATH [JSON [ETAG]]: the same of the management interface, as the editor.
manage() {
  local args=(-H "Authorization: Bearer $token" -H 'Accept-Language: fr')
  [ $# -lt 4 ] || [ -z "$4" ] || args+=(-H 'Content-Type: application/json' --data "$4")
  [ $# -lt 5 ] || args+=(-H "If-Match: \"$5\"")
  call "$1" "$2" "$api$3" "${args[@]}"
}


# sees LOCALE TEXT: readers of the language get an entry with the text.
sees() { call 200 GET "$public/posts/$post?locale=$1" | grep -qF "$2" || { echo "readers of $1 do not see $2" >&2; return 1; }; }
# blind LOCALE: readers of the language get nothing.
blind() { call 404 GET "$public/posts/$post?locale=$1" >/dev/null; }
holds() { grep -qF "$1" || { echo "the answer lacks $1" >&2; return 1; }; }

echo '- the rule, and where previews open'
manage 200 PATCH /site '{"parity":"together","timeZone":"America/Toronto"}' 1 >/dev/null
manage 200 PATCH /locales/fr '{"paths":{"preview":"https://www.example.org/apercu/{slug}/?jeton={token}"}}' 1 >/dev/null
manage 200 PATCH /locales/en '{"paths":{"preview":"https://www.example.org/preview/{slug}/?token={token}"}}' 1 >/dev/null

echo '- a pair'
post=$(manage 201 POST /posts '{"sourceLocale":"en","date":"2026-03-20","translations":{
  "en":{"title":"The ice is leaving","format":"markdown","body":"The river is *open* to Tadoussac."},
  "fr":{"title":"Les glaces s’en vont","body":"<p>Le fleuve est <em>libre</em> jusqu’à Tadoussac.</p>"}}}' | sed 's/^{"id":"\([^"]*\)".*/\1/')
blind en
blind fr

echo '- its thumbnail'
picture=$(call 201 POST "$api/assets" -H "Authorization: Bearer $token" -F file=@testdata/site/static/images/journal/moon.jpg |
  sed 's/^{"id":"\([^"]*\)".*/\1/')
manage 200 PATCH "/posts/$post" '{"resources":[{"name":"thumbnail","asset":"'"$picture"'"}]}' 1 >/dev/null
manage 200 PATCH "/posts/$post/translations/fr" '{"resources":{"thumbnail":{"alt":"La Lune, pleine"}}}' 1 >/dev/null
manage 428 PATCH "/posts/$post/translations/fr" '{"title":"Sans regarder"}' >/dev/null
manage 412 PATCH "/posts/$post/translations/fr" '{"title":"Trop tard"}' 1 | holds '"current":'

echo '- a preview of both'
manage 201 POST "/posts/$post/preview-links" '{"locales":["fr","en"],"expiresIn":"1h"}' >"$dir/link"
holds '"url":"https://www.example.org/apercu/les-glaces-s-en-vont/?jeton=dpv_' <"$dir/link"
key=$(sed 's/.*"token":"\([^"]*\)".*/\1/' "$dir/link")
call 200 GET "$preview/posts/$post?locale=en" -H "Authorization: Bearer $key" | holds 'The river is'
call 200 GET "$preview/posts/$post?locale=fr" -H "Authorization: Bearer $key" >"$dir/entry"
holds 'La Lune, pleine' <"$dir/entry"
call 200 GET "http://$address$(sed 's/.*"thumbnail":{"src":"\([^"]*\)".*/\1/; s/\\u0026/\&/g' "$dir/entry")" | cmp - testdata/site/static/images/journal/moon.jpg
call 404 GET "$public/media/$picture/original" >/dev/null
call 401 GET "$preview/posts/$post?locale=fr" >/dev/null
call 401 GET "$api/posts/$post" -H "Authorization: Bearer $key" >/dev/null

echo '- blocked: the source says something new'
manage 200 PATCH "/posts/$post/translations/en" '{"body":"The river is *open* to Tadoussac and to Sept-Îles."}' 1 >/dev/null
manage 409 POST "/posts/$post/publication" '{"shared":2,"translations":{"fr":2}}' | holds '"rule":"together","locale":"en"'
manage 409 POST "/posts/$post/publication" '{"shared":2,"translations":{"en":2,"fr":2}}' | holds '"code":"blocker.stale"'
manage 200 POST "/posts/$post/publication?dry_run=true" '{"shared":2,"translations":{"en":2,"fr":2}}' | holds '"code":"blocker.stale"'
blind en
blind fr

echo '- mended, and live together'
manage 200 PATCH "/posts/$post/translations/fr" '{"body":"<p>Le fleuve est <em>libre</em> jusqu’à Tadoussac et Sept-Îles.</p>"}' 2 >/dev/null
manage 200 POST "/posts/$post/publication" '{"shared":2,"translations":{"en":2,"fr":3}}' | holds '"blockers":[]'
sees en 'to Sept-Îles'
sees fr 'et Sept-Îles'
call 200 GET "$public/media/$picture/original" | cmp - testdata/site/static/images/journal/moon.jpg
manage 200 GET "/posts/$post/parity" | holds '"state":"together"'

echo '- a typo in French, alone'
manage 200 PATCH "/posts/$post/translations/fr" '{"title":"Les glaces s’en vont!","edit":"minor","note":"Ponctuation"}' 3 >/dev/null
manage 200 POST "/posts/$post/publication" '{"translations":{"fr":4}}' >/dev/null
sees fr 'Les glaces s’en vont!'
manage 200 GET "/posts/$post/translations/fr/revisions/4/diff" | holds '"pointer":"/title"'

echo '- the next state of both, in a moment'
manage 200 PATCH "/posts/$post/translations/en" '{"body":"The river is open to the gulf."}' 2 >/dev/null
manage 200 PATCH "/posts/$post/translations/fr" '{"body":"<p>Le fleuve est libre jusqu’au golfe.</p>"}' 4 >/dev/null
manage 422 POST "/posts/$post/publication" '{"translations":{"en":3,"fr":5},"at":"2020-01-01T09:00","timeZone":"America/Toronto"}' >/dev/null
manage 202 POST "/posts/$post/publication" '{"translations":{"en":3,"fr":5},"at":"'"$(date -u -d '+2 seconds' +%Y-%m-%dT%H:%M:%SZ)"'"}' | holds '"state":"pending"'
sees en 'to Sept-Îles'
for _ in $(seq 300); do
  manage 200 GET "/schedules?post=$post&state=done" | grep -qF '"state":"done"' && break
  sleep 0.1
done
sees en 'to the gulf'
sees fr 'jusqu’au golfe'

echo '- French as it was, and English left alone'
english=$(manage 200 GET "/posts/$post/translations/en")
manage 200 POST "/posts/$post/translations/fr/revisions/3/restore" '{"note":"Comme avant"}' 5 | holds 'et Sept-Îles'
[ "$english" = "$(manage 200 GET "/posts/$post/translations/en")" ]
sees fr 'jusqu’au golfe'

echo '- away, together'
manage 409 POST "/posts/$post/unpublication" '{"translations":{"fr":5}}' | holds '"rule":"together"'
manage 200 POST "/posts/$post/unpublication" '{"translations":{"en":3,"fr":5}}' >/dev/null
blind en
blind fr

echo '- thrown away, and brought back'
manage 204 DELETE "/posts/$post" '' 2 >/dev/null
manage 404 GET "/posts/$post" >/dev/null
call 401 GET "$preview/posts/$post?locale=en" -H "Authorization: Bearer $key" | holds '"code":"preview.link_ended"'
manage 200 GET /trash >"$dir/trash"
holds "\"$post\"" <"$dir/trash"
etag=$(sed 's/.*"etag":"\\"\([0-9]*\)\\"".*/\1/' "$dir/trash")
manage 200 POST "/trash/$post/restore" '' "$etag" | holds 'Les glaces s’en vont'
blind en
manage 200 GET "/posts/$post/translations/fr" | holds 'et Sept-Îles'

kill -TERM $pid
wait $pid
"$binary" check --data "$dir/data" >/dev/null
echo 'the day is over'
