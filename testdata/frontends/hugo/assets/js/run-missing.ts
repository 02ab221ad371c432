import { missing } from "./missing";
void missing();
