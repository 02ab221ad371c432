// A copy of what the site says, kept on disk between builds and brought up to date by the change feed.
import type { Card, Change, Client, Entry, LocaleInfo, Site, Term } from "@diptych-cms/client";
import { alternateIn } from "@diptych-cms/client";

export type Kind = "tags" | "authors" | "series";
export const kinds: readonly Kind[] = ["tags", "authors", "series"];

/** One post in one language, and what stands around it. */
export interface Copy {
  entry: Entry; // with its head
  older: Card | null;
  newer: Card | null;
  related: Card[];
}

export interface Replica {
  /** Where the change feed goes on; none before the first copy. */
  token?: string;
  locales: LocaleInfo[];
  sites: Record<string, Site>;
  terms: Record<string, Record<Kind, Term[]>>;
  /** By language, then by id. */
  posts: Record<string, Record<string, Copy>>;
}

export function emptyReplica(): Replica {
  return { locales: [], sites: {}, terms: {}, posts: {} };
}

/** What a walk of the change feed said: the languages and posts that are to be asked for again. */
interface Touched {
  site: boolean;
  locales: Set<string>;
  /** Posts as they were and as they are: what stood beside either may stand beside others now. */
  before: Entry[];
  posts: Map<string, Set<string>>; // by language
  /** Languages in which a post came that was not there. */
  arrived: Set<string>;
}

/** Brings the replica up to date, and returns how many changes there were. */
export async function sync(replica: Replica, cms: Client): Promise<number> {
  const touched: Touched = { site: replica.token === undefined, locales: new Set(), before: [], posts: new Map(), arrived: new Set() };
  let count = 0;
  let token = replica.token;
  for await (const answer of cms.changes({ locale: "*", include: ["entry"], since: token })) {
    if (answer.reset) {
      Object.assign(replica, emptyReplica());
      touched.site = true;
    }
    for (const change of answer.items) apply(replica, change, touched);
    count += answer.items.length;
    token = answer.next;
  }
  if (touched.site) await readSite(replica, cms);
  await each(
    replica.locales.filter(({ locale }) => touched.site || touched.locales.has(locale)),
    async ({ locale }) => {
      const [tags, authors, series] = await Promise.all(kinds.map((kind) => cms.terms(kind, { locale })));
      replica.terms[locale] = { tags: tags!, authors: authors!, series: series! };
    },
  );
  await readAround(replica, cms, touched);
  replica.token = token!; // last: what ended halfway is walked again
  return count;
}

function apply(replica: Replica, change: Change, touched: Touched): void {
  if (change.kind === "site") touched.site = true;
  for (const locale of change.locale ? [change.locale] : replica.locales.map((one) => one.locale)) touched.locales.add(locale);
  if (change.kind !== "post" || !change.locale) return;
  const posts = (replica.posts[change.locale] ??= {});
  const old = posts[change.id];
  if (old) touched.before.push(old.entry);
  else touched.arrived.add(change.locale);
  if (change.op === "delete") {
    delete posts[change.id];
    touched.posts.get(change.locale)?.delete(change.id);
    return;
  }
  posts[change.id] = { older: null, newer: null, related: [], ...old, entry: change.entry! };
  (touched.posts.get(change.locale) ?? touched.posts.set(change.locale, new Set()).get(change.locale)!).add(change.id);
}

async function readSite(replica: Replica, cms: Client): Promise<void> {
  replica.locales = await cms.locales();
  const sites = await each(replica.locales, ({ locale }) => cms.site({ locale }));
  replica.sites = Object.fromEntries(sites.map((site) => [site.locale, site]));
  for (const { locale } of replica.locales) replica.posts[locale] ??= {};
}

/** Reads again the heads of posts that changed, and what stands around every post that may have another neighbour now. */
async function readAround(replica: Replica, cms: Client, touched: Touched): Promise<void> {
  for (const [locale, posts] of Object.entries(replica.posts)) {
    const changed = [...(touched.posts.get(locale) ?? [])];
    const gone = touched.before.filter((entry) => entry.locale === locale);
    const now = changed.map((id) => posts[id]!.entry);

    const heads = touched.site ? Object.keys(posts) : Object.keys(posts).filter((id) => now.some((entry) => entry.id === id) || translated(touched, id));
    await each(heads, async (id) => {
      posts[id]!.entry = await cms.post(id, { locale, include: "head" });
    });

    const beside = new Set(changed);
    const look = async (ids: string[]) =>
      each(ids, async (id) => {
        const { previous, next } = await cms.neighbours(id, { locale });
        for (const card of [previous, next]) if (card && posts[card.id]) beside.add(card.id);
        Object.assign(posts[id]!, { older: previous, newer: next });
      });
    for (const [id, { older, newer }] of Object.entries(posts)) {
      if (gone.some((entry) => entry.id === older?.id || entry.id === newer?.id)) beside.add(id);
    }
    const first = [...beside];
    await look(first);
    await look([...beside].filter((id) => !first.includes(id)));

    // Editors may have chosen a post as related before it was live, which nothing here shows: where one came, all are asked.
    const close = [...gone, ...now];
    await each(
      Object.values(posts).filter((copy) => touched.arrived.has(locale) || close.some((entry) => near(entry, copy))),
      async (copy) => {
        copy.related = await cms.related(copy.entry.id, { locale, limit: 3 });
      },
    );
  }
}

/** Whether another language of the post changed: heads name it. */
function translated(touched: Touched, id: string): boolean {
  return [...touched.posts.values()].some((ids) => ids.has(id)) || touched.before.some((entry) => entry.id === id);
}

/** Whether a change of the first post can change what is related to the second: they share a term, one links to the other, or one is related already. */
function near(entry: Entry, copy: Copy): boolean {
  const other = copy.entry;
  const slugs = (of: Entry) => [...of.tags.map((tag) => `t/${tag.slug}`), ...of.authors.map((author) => `a/${author.slug}`), ...(of.series ? [`s/${of.series.slug}`] : [])];
  const shared = new Set(slugs(entry));
  return (
    entry.id === other.id ||
    slugs(other).some((slug) => shared.has(slug)) ||
    copy.related.some((card) => card.id === entry.id) ||
    entry.body.includes(`"${other.url}`) ||
    other.body.includes(`"${entry.url}`)
  );
}

/** Does something for each, eight at a time, and returns the results in order. */
export async function each<T, R>(all: readonly T[], what: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(all.length);
  let at = 0;
  const worker = async () => {
    while (at < all.length) {
      const mine = at++;
      results[mine] = await what(all[mine]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(8, all.length) }, worker));
  return results;
}

/** Posts of a language, newest first. */
export function newestFirst(replica: Replica, locale: string): Entry[] {
  return Object.values(replica.posts[locale] ?? {})
    .map((copy) => copy.entry)
    .sort((a, b) => (a.date === b.date ? (a.id < b.id ? 1 : -1) : a.date < b.date ? 1 : -1));
}

/** Posts that a language lacks, in the language that they can be had in. */
export function missingIn(replica: Replica, locale: string): Entry[] {
  return replica.locales
    .filter((other) => other.locale !== locale)
    .flatMap((other) => newestFirst(replica, other.locale))
    .filter((entry) => !alternateIn(entry, locale));
}
