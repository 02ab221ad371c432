import en from "../../../shared/words/en.json";
import fr from "../../../shared/words/fr.json";

export type Word = keyof typeof en;

const all: Record<string, Record<Word, string>> = { en, fr };

/** What the pages say beside the posts, in a language. */
export function wordsOf(locale: string): (word: Word, fill?: Record<string, string | number>) => string {
  const words = all[locale] ?? en;
  return (word, fill = {}) => words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole));
}

/** "1 post", "2 posts". French takes the singular for 0 too. */
export function count(locale: string, n: number): string {
  const one = locale === "fr" ? n < 2 : n === 1;
  return wordsOf(locale)(one ? "postsOne" : "posts", { n });
}

/** A day as people write it: "8 March 2024", "1er mars 2024". */
export function dayOf(locale: string, instant: string, timeZone: string): string {
  const day = new Intl.DateTimeFormat(locale === "fr" ? "fr-CA" : "en-CA", { dateStyle: "long", timeZone }).format(new Date(instant));
  return locale === "fr" ? day.replace(/^1 /, "1er ") : day;
}

export function monthOf(locale: string, year: number, month: number): string {
  const name = new Intl.DateTimeFormat(locale === "fr" ? "fr-CA" : "en-CA", { month: "long", year: "numeric", timeZone: "UTC" }).format(Date.UTC(year, month - 1, 1));
  return name[0]!.toUpperCase() + name.slice(1);
}
