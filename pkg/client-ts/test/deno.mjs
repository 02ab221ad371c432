// deno run --allow-net test/deno.mjs ADDRESS
import * as lib from "../dist/index.js";
import { anywhere } from "./anywhere.mjs";

console.log(`${await anywhere(lib, Deno.args[0], { keepsAnswers: true })} looked at`);
