// What needs no server: caching, retries, giving up, the writing of queries.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, imageAttributes, memoryCache, Problem, srcsetOf, variantOf } from "../dist/index.js";

/** A server that answers with what it is given, one after the other, and remembers what it was asked. */
function scripted(...answers) {
  const asked = [];
  const fetch = async (url, init) => {
    init.signal?.throwIfAborted();
    asked.push({ url: String(url), headers: init.headers });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer(init) : answer.clone();
  };
  return { asked, fetch };
}

const json = (body, init = {}) => new Response(JSON.stringify(body), { ...init, headers: { "Content-Type": "application/json", ...init.headers } });
const base = "https://cms.example.org";

test("an answer is asked for again by its entity tag, and shown from memory on 304", async () => {
  const { asked, fetch } = scripted(json({ items: [1] }, { headers: { ETag: '"a"' } }), new Response(null, { status: 304 }), json({ items: [2] }, { headers: { ETag: '"b"' } }));
  const cms = createClient({ baseUrl: base, fetch });
  assert.deepEqual(await cms.locales(), [1]);
  const kept = await cms.locales();
  assert.deepEqual(kept, [1]);
  kept.push("changed by the caller");
  assert.deepEqual(await cms.locales(), [2]);
  assert.equal(asked[0].headers["If-None-Match"], undefined);
  assert.equal(asked[1].headers["If-None-Match"], '"a"');
  assert.equal(asked[2].headers["If-None-Match"], '"a"');
});

test("what a preview shows is kept nowhere, and its token goes nowhere else", async () => {
  const { asked, fetch } = scripted(json({ items: [] }, { headers: { ETag: '"a"' } }));
  const cms = createClient({ baseUrl: base, fetch, preview: "secret" });
  await cms.page();
  await cms.page();
  await cms.terms("tags");
  assert.deepEqual(asked.map(({ url }) => url), [`${base}/preview/v1/posts`, `${base}/preview/v1/posts`, `${base}/content/v1/tags`]);
  assert.deepEqual(asked.map(({ headers }) => headers.Authorization), ["Bearer secret", "Bearer secret", undefined]);
  assert.equal(asked[1].headers["If-None-Match"], undefined);
});

test("the cache in memory forgets what was not used longest, and nothing larger than itself enters", () => {
  const cache = memoryCache({ maxBytes: 100 });
  const of = (n) => ({ etag: "", body: "x".repeat(n) });
  cache.set("a", of(19)); // 40 bytes
  cache.set("b", of(19));
  cache.get("a");
  cache.set("c", of(19));
  assert.equal(cache.get("b"), undefined);
  assert.ok(cache.get("a") && cache.get("c"));
  cache.set("d", of(1000));
  assert.equal(cache.get("d"), undefined);
  cache.set("a", of(40)); // in the place of the smaller one
  assert.equal(cache.get("c"), undefined);
});

test("a busy server is asked again when it says so, and no sooner", async () => {
  const { asked, fetch } = scripted(json({ code: "store.busy" }, { status: 503, headers: { "Retry-After": "1" } }), new TypeError("connection refused"), json({ items: [] }));
  const began = performance.now();
  await createClient({ baseUrl: base, fetch }).locales();
  assert.equal(asked.length, 3);
  assert.ok(performance.now() - began >= 1000);
});

test("what asks for too much patience, and what is wrong, is told at once", async () => {
  const busy = scripted(json({ code: "rate.limited", title: "Too many" }, { status: 429, headers: { "Retry-After": "3600" } }));
  await assert.rejects(createClient({ baseUrl: base, fetch: busy.fetch }).locales(), (error) => error instanceof Problem && error.status === 429 && error.code === "rate.limited");
  const wrong = scripted(json({ code: "list.combination" }, { status: 400 }));
  await assert.rejects(createClient({ baseUrl: base, fetch: wrong.fetch }).locales(), Problem);
  const down = scripted(new TypeError("connection refused"));
  await assert.rejects(createClient({ baseUrl: base, fetch: down.fetch, retries: 1 }).locales(), TypeError);
  assert.deepEqual([busy.asked.length, wrong.asked.length, down.asked.length], [1, 1, 2]);
});

test("what a proxy wrote is a problem without a code", async () => {
  const { fetch } = scripted(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  await assert.rejects(createClient({ baseUrl: base, fetch, retries: 0 }).locales(), (error) => error.status === 502 && error.code === "");
});

test("a signal ends the waiting between tries, and a try that hangs is given up", async () => {
  const stop = new AbortController();
  const { fetch } = scripted(json({}, { status: 503, headers: { "Retry-After": "20" } }));
  const asking = createClient({ baseUrl: base, fetch }).locales({ signal: stop.signal });
  setTimeout(() => stop.abort(), 20);
  await assert.rejects(asking, { name: "AbortError" });
  const hangs = scripted((init) => new Promise((_, reject) => init.signal.addEventListener("abort", () => reject(init.signal.reason))));
  await assert.rejects(createClient({ baseUrl: base, fetch: hangs.fetch, retries: 0, timeout: 20 }).locales(), { name: "TimeoutError" });
});

test("queries are written in one order, in the names of the API, without what was not given", async () => {
  const { asked, fetch } = scripted(json({ items: [], next: null, previous: null }));
  const cms = createClient({ baseUrl: `${base}/`, fetch, locale: "fr" });
  await cms.page({ until: "2026-12-31", since: new Date(0), fields: ["title", "url"], availableIn: "en", tag: undefined, total: true, author: "Noé & cie" });
  assert.equal(asked[0].url, `${base}/content/v1/posts?author=No%C3%A9+%26+cie&available_in=en&fields=title%2Curl&locale=fr&since=1970-01-01T00%3A00%3A00.000Z&total=true&until=2026-12-31`);
  assert.equal(asked[0].headers["Accept-Language"], "fr");
  await cms.postBySlug("../manage", { locale: "en" });
  assert.equal(asked[1].url, `${base}/content/v1/posts/by-slug/..%2Fmanage?locale=en`);
});

test("pages are asked for one at a time, and no further than the caller looks", async () => {
  const { asked, fetch } = scripted(json({ items: ["a", "b"], next: "2" }), json({ items: ["c"], next: "3" }), json({ items: [], next: null }));
  const cms = createClient({ baseUrl: base, fetch });
  for await (const card of cms.posts({ total: true })) if (card === "b") break;
  assert.equal(asked.length, 1);
  const all = scripted(json({ items: ["a", "b"], next: "2" }), json({ items: ["c"], next: "3" }), json({ items: [], next: null }));
  const cards = [];
  for await (const card of createClient({ baseUrl: base, fetch: all.fetch }).posts()) cards.push(card);
  assert.deepEqual(cards, ["a", "b", "c"]);
});

test("the change feed goes on from each token, and ends when it is up to date", async () => {
  const { asked, fetch } = scripted(json({ items: [1], next: "a", upToDate: false }), json({ items: [2], next: "b", upToDate: true }));
  const seen = [];
  for await (const answer of createClient({ baseUrl: base, fetch, locale: "fr" }).changes({ locale: "*", include: ["entry"] })) seen.push(answer.next);
  assert.deepEqual(seen, ["a", "b"]);
  assert.deepEqual(asked.map(({ url }) => url), [`${base}/content/v1/changes?include=entry&locale=*`, `${base}/content/v1/changes?include=entry&locale=*&since=a`]);
});

test("pictures: attributes that are known, variants that there are", () => {
  const at = `/content/v1/media/${"0f".repeat(32)}`;
  const picture = { src: `${at}/original`, alt: "", title: "", caption: "", credit: "", type: "image/jpeg", width: 1400, height: 900, srcset: null, sizes: "100vw", placeholder: null, colour: null, focus: "50% 30%", animated: false };
  const images = { widths: [320, 640, 1920], ratios: ["16:9"], formats: ["webp", "jpeg"], sizes: "100vw" };
  assert.deepEqual(imageAttributes(picture), { src: picture.src, alt: "", width: 1400, height: 900, loading: "lazy", decoding: "async" });
  assert.equal(imageAttributes({ ...picture, type: "application/pdf" }), undefined);
  assert.equal(variantOf(picture, images, { width: 640, ratio: "16:9" }), `${at}/w640h360.webp?focus=50-30`);
  assert.equal(variantOf(picture, images, { width: 641 }), undefined);
  assert.equal(variantOf({ ...picture, animated: true }, images, { width: 640 }), undefined);
  assert.equal(srcsetOf(picture, images, { format: "jpeg" }), `${at}/w320.jpeg 320w, ${at}/w640.jpeg 640w`);
});

test("nothing is endless: what names itself as the next page, or answers in the server's place, ends a walk", async () => {
  const walks = [
    (cms) => cms.posts(),
    (cms) => cms.redirects(),
    (cms) => cms.changes(),
  ];
  for (const walk of walks) {
    const { asked, fetch } = scripted(json({ items: [{}], next: "A", upToDate: false }));
    await assert.rejects(async () => { for await (const _ of walk(createClient({ baseUrl: base, fetch }))); }, /same again/);
    assert.equal(asked.length, 2);
  }
  for (const body of [{}, [], "welcome"]) {
    const { asked, fetch } = scripted(json(body));
    await assert.rejects(async () => { for await (const _ of createClient({ baseUrl: base, fetch }).changes({ wait: 30 })); }, /no changes/);
    assert.equal(asked.length, 1);
  }
});

test("what answers at once though it was asked to wait is not rushed", async () => {
  const { asked, fetch } = scripted(json({ items: [], next: "A", upToDate: true }));
  const signal = AbortSignal.timeout(1500);
  await assert.rejects(async () => { for await (const _ of createClient({ baseUrl: base, fetch }).changes({ wait: 30, signal })); });
  assert.equal(asked.length, 2);
});

test("an answer that goes on and on is not read to its end, nor asked for again", async () => {
  let sent = 0;
  const { asked, fetch } = scripted(() => new Response(new ReadableStream({ pull: (line) => { sent++; line.enqueue(new Uint8Array(1 << 20)); } })));
  await assert.rejects(createClient({ baseUrl: base, fetch }).locales(), /over/);
  assert.equal(asked.length, 1);
  assert.ok(sent < 80);
});
