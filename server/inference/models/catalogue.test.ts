import { expect, it } from "vitest";
import { catalogue } from "./catalogue";
import { modelIds } from "./contract";

const files = modelIds.flatMap((id) => catalogue[id].files.map((file) => ({ id, ...file })));

it("gives every file a place below its model's folder, a source, and a whole hash or the commit that it is recorded for", () => {
  for (const file of files) {
    expect(file.name, file.id).toMatch(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/);
    if (file.sha256 !== null) expect(file.sha256, file.name).toMatch(/^[0-9a-f]{64}$/);
    else expect(file.hub?.revision, file.name).toMatch(/^[0-9a-f]{40}$/);
    expect(file.hub !== null || file.npm.length > 0 || file.pypi.length > 0, file.name).toBe(true);
  }
});

it("lacks the hashes of one model alone", () => {
  const unhashed = files.filter(({ sha256 }) => sha256 === null).map(({ id }) => id);
  expect([...new Set(unhashed)]).toEqual(["breeze-asr-25"]);
});

it("has pieces that add up to their file, and the same content for a file that is one piece", () => {
  const all = files.flatMap((file) => [file.npm, file.pypi].map((pieces) => ({ file, pieces })));
  for (const { file, pieces } of all.filter(({ pieces }) => pieces.length > 0)) {
    expect(
      pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0),
      file.name,
    ).toBe(file.sizeBytes);
    if (pieces.length === 1) expect(pieces[0]?.sha256).toBe(file.sha256);
    const hashes = pieces.map(({ sha256 }) => sha256);
    expect(new Set(hashes).size).toBe(hashes.length);
  }
});

it("files each model under its own id, with no name twice", () => {
  for (const id of modelIds) {
    expect(catalogue[id].id).toBe(id);
    const names = catalogue[id].files.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});
