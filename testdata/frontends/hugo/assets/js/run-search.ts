import { search } from "./search";
search();
