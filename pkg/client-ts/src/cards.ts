import type { Card, CardList, Neighbours, SearchResults } from "./contract.js";
import type { Options } from "./operations.js";

/** The members of cards in lists that ask for none by name: all but those that make a list long. */
export type UsualField = Exclude<keyof Card, "body" | "toc" | "head">;

/** A card with the members that `fields` names, its `id` and its `locale`. */
export type CardWith<Field extends keyof Card> = Required<Pick<Card, Field | "id" | "locale">>;

/** A card as lists, neighbours, related posts and results have it by themselves. */
export type UsualCard = CardWith<UsualField>;

/** One page of such cards. */
export type CardsWith<Field extends keyof Card> = Omit<CardList, "items"> & { items: CardWith<Field>[] };

/** The posts before and after a post. */
export type UsualNeighbours = { [K in keyof Neighbours]: UsualCard | null };

/** One page of what a search found. */
export type Found = Omit<SearchResults, "items"> & { items: (Omit<SearchResults["items"][number], "post"> & { post: UsualCard })[] };

/** What a list of posts is asked with. `fields` says which members its cards have. */
export type ListOptions<Field extends keyof Card> = Omit<Options<"readPosts">, "fields"> & { fields?: readonly Field[] | undefined };
