// What the client must do wherever it runs: Node, Deno, a browser. It uses nothing that only one of them has, and needs a server
// with the sample site, as testdata/frontends/shared/server.ts starts one. Throws where something is not so.

/** Asks everything that can be asked, through the library that is given, and returns how much was looked at. */
export async function anywhere(lib, baseUrl, { keepsAnswers }) {
  let looked = 0;
  const equal = (got, wanted, what) => {
    looked++;
    if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  };
  const holds = (condition, what) => equal(Boolean(condition), true, what);
  const refused = async (asking, status) => {
    const error = await asking.then(() => undefined, (reason) => reason);
    holds(error instanceof lib.Problem, `a problem: ${error}`);
    equal(error.status, status, error.url);
    return error;
  };
  const collect = async (all) => {
    const found = [];
    for await (const one of all) found.push(one);
    return found;
  };
  const statuses = [];
  const cms = lib.createClient({
    baseUrl,
    locale: "fr",
    fetch: async (...asked) => {
      const answer = await fetch(...asked);
      statuses.push(answer.status);
      return answer;
    },
  });

  const site = await cms.site();
  equal(site.title, "Observatoire de l’Anse-au-Fanal", "site");
  await cms.site();
  equal(statuses, [200, keepsAnswers ? 304 : 200], "statuses");
  equal((await cms.locales()).map(({ locale }) => locale), ["en", "fr"], "locales");

  const cards = await collect(cms.posts({ limit: 3 }));
  equal(new Set(cards.map(({ id }) => id)).size, 8, "posts");
  equal((await cms.page({ total: true, limit: 1, fields: ["title"] })).total, 8, "total");
  const borrowed = await collect(cms.posts({ fallback: "chain", fields: ["languages"] }));
  equal(borrowed.filter((card) => card.languages.title === "en").length, 2, "borrowed");

  const post = await cms.postBySlug("lire-les-tables-des-marees", { include: "head" });
  equal((await cms.post(post.id)).body, post.body, "by id and by slug");
  equal((await cms.post(post.id, { locale: "en" })).title, "Reading the tide tables", "in English");
  equal(lib.alternateIn(post, "en").slug, "reading-the-tide-tables", "alternate");
  holds(post.head.html.includes("hreflang"), "head");
  equal((await refused(cms.postBySlug("nulle-part"), 404)).title !== "", true, "title of a problem");
  equal((await refused(cms.page({ tag: "visite", author: "noé-tremblay" }), 400)).code, "list.combination", "combination");

  const around = await cms.neighbours(post.id);
  equal([around.previous.title, around.next.title], ["Première lumière\u00a0: notre vieille lunette revoit le ciel", "Petit lexique de la batture"], "neighbours");
  holds((await cms.related(post.id, { limit: 3 })).length > 0, "related");
  equal((await cms.archives()).reduce((sum, month) => sum + month.count, 0), 8, "archives");
  equal((await cms.terms("series")).map(({ name }) => name), ["Carnet de la tour"], "series");
  equal((await cms.term("tags", "marées")).count, 2, "tag");

  const found = await cms.search("tables des marées");
  equal(found.items[0].post.id, post.id, "search");
  holds(found.items[0].title.includes("<mark>"), "mark");
  holds((await cms.suggest("mar")).some(({ kind, text }) => kind === "tag" && text === "marées"), "suggestions");
  equal((await cms.resolve("/news/first-light/")).match, "redirect", "resolve");
  equal((await cms.resolve(new URL(post.url).pathname, { locale: "en" })).redirect.locale, "en", "language switch");

  const copy = (await collect(cms.changes({ locale: "*", include: ["entry"] }))).flatMap(({ items }) => items);
  equal(copy.filter(({ kind, entry }) => kind === "post" && entry).length, 16, "full copy");
  const [last] = (await collect(cms.changes({ locale: "*" }))).slice(-1);
  const [none] = await collect(cms.changes({ locale: "*", since: last.next }));
  equal([none.items.length, none.upToDate], [0, true], "nothing since");
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  const waiting = await collect(cms.changes({ locale: "*", since: none.next, wait: 60, signal: stop.signal })).catch((error) => error.name);
  equal(waiting, "AbortError", "waiting");

  holds((await collect(cms.redirects({ limit: 1 }))).some(({ from, to }) => from.includes("/news/first-light") && to.endsWith("/journal/first-light/")), "redirects");
  holds((await cms.redirectsFile("netlify")).includes("/news/first-light"), "redirects as a file");
  for (const [file, start] of [["rss.xml", "<?xml"], ["atom.xml", "<?xml"], ["feed.json", "{"]]) holds((await cms.feed(file, { tag: "visite" })).startsWith(start), file);
  holds((await cms.sitemap()).includes("<urlset"), "sitemap");
  await refused(cms.sitemapPart("none.xml"), 404);
  holds((await cms.llms()).startsWith("# "), "llms.txt");
  holds((await cms.markdown(post.id)).startsWith("---\n"), "Markdown");

  const picture = lib.imageAttributes(post.thumbnail);
  const answer = await fetch(cms.address(picture.src));
  holds(answer.ok && answer.headers.get("Content-Type").startsWith("image/"), "picture");
  await answer.arrayBuffer();
  for (const width of [320, 480]) {
    const variant = lib.variantOf(post.thumbnail, site.images, { width, ratio: "16:9" });
    if (width === 480) equal(variant, undefined, "a width that is not made");
    else holds((await fetch(cms.address(variant))).ok, "variant");
  }
  return looked;
}
