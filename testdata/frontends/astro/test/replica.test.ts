// Whatever editors do, a replica that follows the change feed gives the same pages as one that is copied anew.
import { createClient } from "@diptych-cms/client";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer, type Server } from "../../shared/server.ts";
import { pagesOf } from "../src/lib/pages.ts";
import { emptyReplica, sync } from "../src/lib/replica.ts";

const rounds = Number(process.env.REPLICA_ROUNDS ?? 25);
const seed = Number(process.env.REPLICA_SEED ?? 2026);

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

/** Numbers below n that look random and are the same for the same seed (mulberry32). */
function dice(seed: number): (n: number) => number {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** What editors do. Each looks for something that it can be done to, and does nothing where there is none. */
class Editors {
  private readonly roll: (n: number) => number;
  private readonly manage: Server["manage"];
  private count = 0;

  constructor(roll: (n: number) => number, manage: Server["manage"]) {
    this.roll = roll;
    this.manage = manage;
  }

  private pick<T>(all: T[]): T | undefined {
    return all[this.roll(all.length || 1)];
  }

  private async list(kind: string): Promise<any[]> {
    return (await this.manage("GET", `/${kind}?limit=100`)).items;
  }

  private live(post: any): string[] {
    return Object.keys(post.translations).filter((locale) => post.translations[locale].live > 0);
  }

  private async publish(post: any, locales: string[], shared?: number): Promise<void> {
    const translations = Object.fromEntries(locales.map((locale) => [locale, post.translations[locale].head]));
    await this.manage("POST", `/posts/${post.id}/publication`, { translations, ...(shared && { shared }) });
  }

  readonly deeds: Record<string, () => Promise<unknown>> = {
    write: async () => {
      const [tags, authors, posts] = await Promise.all(["tags", "authors", "posts"].map((kind) => this.list(kind)));
      const n = ++this.count;
      const linked = this.pick(posts!.filter((post) => post.translations.en && this.live(post).includes("en")));
      const body = linked ? `<p>See <a href="/journal/${linked.translations.en.slug}/">that</a>.</p>` : "<p>Nothing.</p>";
      const languages = this.pick([["en"], ["fr"], ["en", "fr"]])!;
      const post = await this.manage("POST", "/posts", {
        sourceLocale: languages[0],
        date: `202${this.roll(6)}-0${1 + this.roll(9)}-1${this.roll(9)}T12:00:00Z`,
        tags: [...new Set([this.pick(tags!)!.id, this.pick(tags!)!.id])],
        authors: [this.pick(authors!)!.id],
        related: this.roll(3) === 0 && linked ? [linked.id] : [],
        translations: Object.fromEntries(languages.map((locale) => [locale, { title: `${locale} ${n}`, body }])),
      });
      if (this.roll(4) > 0) await this.publish(post, languages, post.head);
    },
    publishDraft: async () => {
      const post = this.pick((await this.list("posts")).filter((one) => this.live(one).length === 0 && one.head > 0 && !one.date?.startsWith("2099")));
      if (post) await this.publish(post, Object.keys(post.translations), post.head);
    },
    retitle: async () => {
      const post = this.pick((await this.list("posts")).filter((one) => this.live(one).length > 0));
      const locale = this.pick(this.live(post))!;
      const n = ++this.count;
      const patch = this.roll(2) ? { title: `renamed ${n}` } : { title: `moved ${n}`, slug: `moved-${n}` };
      const saved = await this.manage("PATCH", `/posts/${post.id}/translations/${locale}`, patch, { "If-Match": post.translations[locale].etag });
      await this.manage("POST", `/posts/${post.id}/publication`, { translations: { [locale]: saved.head } });
    },
    retag: async () => {
      const post = this.pick((await this.list("posts")).filter((one) => this.live(one).length > 0));
      const [tags, posts] = [await this.list("tags"), await this.list("posts")];
      const patch = { tags: [this.pick(tags)!.id], date: `202${this.roll(6)}-03-0${1 + this.roll(9)}T12:00:00Z`, ...(this.roll(2) && { related: [this.pick(posts.filter((one) => one.id !== post.id))!.id] }) };
      const saved = await this.manage("PATCH", `/posts/${post.id}`, patch, { "If-Match": post.etag });
      const locales = this.live(post);
      await this.manage("POST", `/posts/${post.id}/publication`, {
        shared: saved.head, translations: Object.fromEntries(locales.map((locale) => [locale, post.translations[locale].live])),
      });
    },
    takeDown: async () => {
      const post = this.pick((await this.list("posts")).filter((one) => this.live(one).length > 0));
      const locale = this.pick(this.live(post))!;
      await this.manage("POST", `/posts/${post.id}/unpublication`, { translations: { [locale]: post.translations[locale].live } });
    },
    renameTerm: async () => {
      const kind = this.pick(["tags", "authors"])!;
      const term = this.pick(await this.list(kind))!;
      const locale = this.pick(Object.keys(term.translations))!;
      await this.manage("PATCH", `/${kind}/${term.id}`, { translations: { [locale]: { name: `name ${++this.count}` } } }, { "If-Match": term.etag });
    },
    mergeTags: async () => {
      const tags = await this.list("tags");
      const [stays, goes] = [this.pick(tags)!, this.pick(tags)!];
      if (tags.length > 4 && stays.id !== goes.id) await this.manage("POST", `/tags/${stays.id}/merge`, { term: goes.id }, { "If-Match": stays.etag });
    },
    rename: async () => {
      const locale = this.pick<any>((await this.manage("GET", "/locales")).items)!;
      await this.manage("PATCH", `/locales/${locale.tag}`, { title: `Site ${++this.count}` }, { "If-Match": locale.etag });
    },
  };
}

test(`the replica follows ${rounds} rounds of editing (REPLICA_SEED=${seed})`, async () => {
  const roll = dice(seed);
  const { deeds } = new Editors(roll, server.manage);
  const names = Object.keys(deeds);
  const cms = createClient({ baseUrl: server.base });
  const replica = emptyReplica();
  await sync(replica, cms);
  for (let round = 0; round < rounds; round++) {
    const done: string[] = [];
    for (let many = 1 + roll(3); many > 0; many--) {
      const name = names[roll(names.length)]!;
      done.push(name);
      await deeds[name]!();
    }
    await sync(replica, cms);
    const anew = emptyReplica();
    await sync(anew, cms);
    const [ours, theirs] = [pagesOf(replica), pagesOf(anew)].map((pages) => new Map(pages.map((page) => [page.path, page])));
    assert.deepEqual([...ours!.keys()].sort(), [...theirs!.keys()].sort(), `round ${round}: ${done}`);
    for (const [path, page] of theirs!) assert.deepEqual(ours!.get(path), page, `round ${round}: ${done}: ${path}`);
  }
});
