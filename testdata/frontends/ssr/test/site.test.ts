// Every page, rendered by the server in Go when Chromium asks for it; and drafts, which only who has a link sees.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { after, before, test } from "node:test";
import { openBrowser, openSite, type Site } from "../../shared/crawl.ts";
import { owesReaders, type Tried } from "../../shared/honest.ts";
import { freePort, manager } from "../../shared/server.ts";

const api = process.env.DIPTYCH_API!;
const manage = manager(api, process.env.DIPTYCH_TOKEN!);
const tried = {} as Tried;
let front: ChildProcess;
let base: string;

before(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  front = spawn(process.env.SSR_BIN!, ["-addr", `127.0.0.1:${port}`, "-api", api], { stdio: ["ignore", "ignore", 2] });
  for (let tries = 0; !(await fetch(base).catch(() => undefined))?.ok; tries++) {
    if (tries >= 200) throw new Error("the front end does not start");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  tried.site = seenAs("https://anse-au-fanal.example");
  tried.browser = await openBrowser();
});

after(async () => {
  await tried.browser?.close();
  front?.kill();
});

/** The running front end as a site of its public name. */
function seenAs(origin: string): Site {
  return {
    origin,
    api,
    async read(path, query = "") {
      const answer = await fetch(base + path + query, { redirect: "manual" });
      return { status: answer.status, type: answer.headers.get("Content-Type") ?? "", body: Buffer.from(await answer.arrayBuffer()) };
    },
  };
}

const ask = (path: string, headers: Record<string, string> = {}) => fetch(base + path, { redirect: "manual", headers });

owesReaders(tried);

test("pages are asked for again by their entity tag, and 304 is all that comes", async () => {
  for (const path of ["/fr/", "/journal/first-light/", "/tags/ice/"]) {
    const first = await ask(path);
    assert.match(first.headers.get("Cache-Control")!, /^public/);
    const again = await ask(path, { "If-None-Match": first.headers.get("ETag")! });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), "");
  }
});

test("old addresses lead on, with their status; pages of the API's own pass through", async () => {
  for (const [from, to] of [["/news/first-light/", "/journal/first-light/"], ["/fr/marees", "/fr/journal/lire-les-tables-des-marees/"]] as const) {
    const answer = await ask(from);
    assert.deepEqual([answer.status, answer.headers.get("Location")], [301, to]);
  }
  for (const path of ["/fr/feed.xml", "/fr/atom.xml", "/en/feed.json", "/sitemap.xml"]) assert.equal((await ask(path)).status, 200, path);
});

test("what is not there is 404, in the language of its folder or of the browser", async () => {
  const in_ = async (path: string, accepted: string) => {
    const answer = await ask(path, { "Accept-Language": accepted });
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /<meta name="robots" content="noindex">/);
    return answer.headers.get("Content-Language");
  };
  assert.equal(await in_("/fr/journal/rien/", "en"), "fr");
  assert.equal(await in_("/nothing/", "de, fr-CA;q=0.8, en;q=0.5"), "fr");
  assert.equal(await in_("/nothing/", "de"), "en");
  assert.equal(await in_("/fr/?cursor=no", "en"), "fr");
});

test("lists go on by cursor, and back", async () => {
  const context = await openSite(tried.browser, tried.site, [], {});
  const page = await context.newPage();
  await page.goto(`${tried.site.origin}/fr/`);
  const first = await page.locator("h2 a").allInnerTexts();
  await page.locator("a[rel=next]").click();
  await page.waitForURL(/cursor=/);
  assert.ok(!(await page.locator("h2 a").allInnerTexts()).some((title) => first.includes(title)), "other posts");
  assert.equal(await page.locator("meta[name=robots]").getAttribute("content"), "noindex");
  await page.locator("a[rel=prev]").click();
  await page.waitForFunction((title) => document.querySelector("h2 a")?.textContent === title, first[0]);
  await context.close();
});

test("the search finds, corrects and marks, without a script", async () => {
  const problems: string[] = [];
  const context = await openSite(tried.browser, tried.site, problems, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${tried.site.origin}/fr/recherche/`);
  await page.locator("#q").fill("flueve");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\?q=/);
  assert.match(await page.locator("#told").innerText(), /Rien n’a été trouvé pour «\u00a0flueve\u00a0»\. Voici les résultats pour «\u00a0fleuve\u00a0»/);
  assert.ok((await page.locator(".results mark").count()) > 0);
  await page.goto(`${tried.site.origin}/fr/recherche/?q=${encodeURIComponent('<script>"')}`);
  assert.equal(await page.locator("#q").inputValue(), '<script>"');
  await context.close();
  assert.deepEqual(problems, []);
});

test("a draft is seen by who has its link, in both languages, marked, and kept by nobody", async () => {
  for (const [locale, preview] of [["en", "/preview/{id}/?token={token}"], ["fr", "/apercu/{id}/?jeton={token}"]] as const) {
    const settings = await manage("GET", `/locales/${locale}`);
    await manage("PATCH", `/locales/${locale}`, { paths: { preview } }, { "If-Match": settings.etag });
  }
  const draft = await manage("POST", "/posts", {
    sourceLocale: "en",
    date: "2026-01-05T12:00:00Z",
    translations: {
      en: { title: "Unseen draft", slug: "unseen-draft", format: "html", body: "<p>Not yet.</p>" },
      fr: { title: "Brouillon jamais vu", slug: "brouillon-jamais-vu", format: "html", body: "<p>Pas encore.</p>" },
    },
  });
  try {
    const made = await manage("POST", `/posts/${draft.id}/preview-links`, { locales: ["en", "fr"], expiresIn: "1h" });
    const link = new URL(made.links.find((one: any) => one.locale === "fr").url);
    const answer = await ask(link.pathname + link.search);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("Cache-Control"), "private, no-store");
    assert.equal(answer.headers.get("X-Robots-Tag"), "noindex");
    assert.equal(answer.headers.get("Referrer-Policy"), "no-referrer");
    assert.equal(answer.headers.get("ETag"), null);

    const problems: string[] = [];
    const context = await openSite(tried.browser, tried.site, problems, {});
    const page = await context.newPage();
    await page.goto(tried.site.origin + link.pathname + link.search);
    assert.equal(await page.locator("h1").innerText(), "Brouillon jamais vu");
    assert.match(await page.locator(".note[role=status]").innerText(), /^Aperçu\. Voici le brouillon/);
    await page.locator(".switch a").click();
    await page.waitForURL(/\/preview\//);
    assert.equal(await page.locator("h1").innerText(), "Unseen draft");
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await context.close();
    assert.deepEqual(problems, []);

    const over = await ask(`${link.pathname}?jeton=dpv_nobody`);
    assert.equal(over.status, 404);
    assert.equal(over.headers.get("Cache-Control"), "private, no-store");
    assert.match(await over.text(), /Ce lien d’aperçu n’est plus valable/);
    for (const path of ["/fr/", "/fr/archives/", "/fr/recherche/?q=brouillon", "/journal/unseen-draft/", "/sitemap.xml", "/fr/feed.xml"]) {
      assert.doesNotMatch(await (await ask(path)).text(), /jamais vu|Unseen draft/i, path);
    }
  } finally {
    const now = await manage("GET", `/posts/${draft.id}`);
    await manage("DELETE", `/posts/${draft.id}`, undefined, { "If-Match": now.etag });
    const { items } = await manage("GET", "/trash");
    await manage("DELETE", `/trash/${draft.id}`, undefined, { "If-Match": items.find((one: any) => one.id === draft.id).etag });
  }
});
