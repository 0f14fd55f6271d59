import { expect, test } from "vitest";
import type { ModelStatus } from "../../../../../lib/models";
import { modelStatus } from "../../../../../lib/testing/model-status";
import { StatusBoard } from "./status-board";

const waiting = modelStatus({ model: "m", state: "waiting" });

function watchedBoard() {
  const board = new StatusBoard();
  const seen: ModelStatus["state"][] = [];
  board.onStatus(({ state }) => seen.push(state));
  return { board, seen };
}

test("a late report neither changes a model nor reaches a listener", () => {
  const { board, seen } = watchedBoard();
  const report = board.begin(waiting);
  report({ state: "downloading", progress: 1 });
  report({ state: "ready", progress: null });
  report({ state: "downloading", progress: 1 });
  expect(board.find("m")).toMatchObject({ state: "ready", progress: null });
  expect(seen).toEqual(["waiting", "downloading", "ready"]);
});

test("what an earlier attempt reports is ignored; nothing brings back what was removed or stopped", () => {
  const { board } = watchedBoard();
  const first = board.begin(waiting);
  const second = board.begin(waiting);
  first({ state: "ready" });
  expect(board.find("m")?.state).toBe("waiting");
  board.remove("m");
  second({ state: "ready" });
  expect(board.all()).toEqual([]);
  board.begin(waiting);
  board.stop();
  board.begin(waiting)({ state: "ready" });
  expect(board.find("m")?.state).toBe("stopped");
});

test("no listener gets an older status after a newer one, even when a listener causes the change", () => {
  const board = new StatusBoard();
  const seen: ModelStatus["state"][] = [];
  const report = board.begin(waiting);
  board.onStatus(({ state }) => {
    if (state === "loading") report({ state: "ready" });
  });
  board.onStatus(({ state }) => seen.push(state));
  report({ state: "loading" });
  expect(seen).toEqual(["ready", "ready"]);
});

test("an attempt that begins with the previous attempt's status notifies nobody", () => {
  const { board, seen } = watchedBoard();
  board.begin(waiting);
  board.begin(waiting);
  expect(seen).toEqual(["waiting"]);
});
