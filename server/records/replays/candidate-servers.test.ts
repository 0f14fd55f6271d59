import { expect, test } from "vitest";
import { openTestDb } from "../testing/test-db";
import {
  addCandidateServer,
  candidateServerIn,
  listCandidateServers,
  removeCandidateServer,
  restoreCandidateServer,
} from "./candidate-servers";

const trial = { role: "llm", name: "Trial", url: "http://gpu-box:8000/v1/", model: null } as const;

test("an administrator lists servers; QA sees their names, never where they are", async () => {
  const { db, as, person } = openTestDb();
  const [boss, qa] = [as(await person("boss", "admin")), as(await person("qa", "qa"))];
  const { candidateId: id } = await addCandidateServer(boss, trial);
  expect(await listCandidateServers(boss)).toEqual([{ ...trial, id, url: "http://gpu-box:8000/v1" }]);
  expect(await listCandidateServers(qa)).toEqual([{ ...trial, id, url: null }]);
  await expect(addCandidateServer(boss, { ...trial, name: "TRIAL" })).rejects.toMatchObject({ code: "conflict" });

  await removeCandidateServer(boss, { candidateId: id });
  expect(await listCandidateServers(boss)).toEqual([]);
  expect(db.transaction((tx) => candidateServerIn(tx, id))).toBeUndefined();
  await expect(removeCandidateServer(boss, { candidateId: id })).rejects.toMatchObject({ code: "not_found" });
  // Its name is free again, until the removal is taken back.
  await restoreCandidateServer(boss, { candidateId: id });
  expect(await listCandidateServers(qa)).toHaveLength(1);
  await removeCandidateServer(boss, { candidateId: id });
  await addCandidateServer(boss, trial);
  await expect(restoreCandidateServer(boss, { candidateId: id })).rejects.toMatchObject({ code: "conflict" });
});

test.each(["gpu-box:8000", "ftp://gpu-box/v1", "http://me:secret@gpu-box/v1", "file:///etc/passwd", ""])(
  "%s is no model server's address",
  async (url) => {
    const { as, person } = openTestDb();
    const boss = as(await person("boss", "admin"));
    await expect(addCandidateServer(boss, { ...trial, url })).rejects.toMatchObject({ code: "invalid_input" });
  },
);
