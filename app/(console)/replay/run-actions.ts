"use server";
import { answered } from "@/app/answered";
import { cancelRun, deleteRun, requestRun } from "@/server/records/replays/runs";
import { requireContext } from "@/server/web/current-actor";

export const requestRunAction = answered(async (input: Parameters<typeof requestRun>[1]) =>
  requestRun(await requireContext(), input),
);

export const cancelRunAction = answered(async (input: Parameters<typeof cancelRun>[1]) =>
  cancelRun(await requireContext(), input),
);

export const deleteRunAction = answered(async (input: Parameters<typeof deleteRun>[1]) =>
  deleteRun(await requireContext(), input),
);
