export { memoryCache, type Cache, type Kept } from "./cache.js";
export type { CardsWith, CardWith, Found, ListOptions, UsualCard, UsualField, UsualNeighbours } from "./cards.js";
export { alternateIn, createClient, type Client, type ClientOptions, type FeedFile, type RedirectFormat, type TermKind } from "./client.js";
export type { Answer, Asking, Operation, Options } from "./operations.js";
export { imageAttributes, srcsetOf, variantOf, type ImageAttributes, type Variant } from "./pictures.js";
export { Problem } from "./problem.js";
export type {
  Alternate,
  ArchiveMonth,
  Card,
  CardList,
  Change,
  ChangeList,
  Entry,
  Heading,
  Images,
  LocaleInfo,
  Neighbours,
  Picture,
  Problem as ProblemBody,
  ProblemField,
  Redirect,
  RedirectRule,
  Resolution,
  Resource,
  SearchResult,
  SearchResults,
  Seo,
  SeriesRef,
  Site,
  SuggestedSearch,
  Term,
  TermRef,
  operations,
} from "./contract.js";
