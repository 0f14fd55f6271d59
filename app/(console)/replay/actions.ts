"use server";
import { answered } from "@/app/answered";
import { addCases } from "@/server/records/replays/add-cases";
import { changeCase } from "@/server/records/replays/change-case";
import { changeThresholds, pinBaseline, renameSet } from "@/server/records/replays/change-set";
import { chooseBlind } from "@/server/records/replays/choose-blind";
import { createSet } from "@/server/records/replays/create-set";
import { deleteSet } from "@/server/records/replays/delete-set";
import { removeCases, restoreCases } from "@/server/records/replays/remove-cases";
import { setVerdict } from "@/server/records/replays/set-verdict";
import { requireContext } from "@/server/web/current-actor";

// What comes from a page is unchecked, whatever its type says: each verb parses its input.

export const createSetAction = answered(async (input: Parameters<typeof createSet>[1]) =>
  createSet(await requireContext(), input),
);

export const renameSetAction = answered(async (input: Parameters<typeof renameSet>[1]) =>
  renameSet(await requireContext(), input),
);

export const changeThresholdsAction = answered(async (input: Parameters<typeof changeThresholds>[1]) =>
  changeThresholds(await requireContext(), input),
);

export const pinBaselineAction = answered(async (input: Parameters<typeof pinBaseline>[1]) =>
  pinBaseline(await requireContext(), input),
);

export const deleteSetAction = answered(async (input: Parameters<typeof deleteSet>[1]) =>
  deleteSet(await requireContext(), input),
);

export const addCasesAction = answered(async (input: Parameters<typeof addCases>[1]) =>
  addCases(await requireContext(), input),
);

export const changeCaseAction = answered(async (input: Parameters<typeof changeCase>[1]) =>
  changeCase(await requireContext(), input),
);

export const removeCasesAction = answered(async (input: Parameters<typeof removeCases>[1]) =>
  removeCases(await requireContext(), input),
);

export const restoreCasesAction = answered(async (input: Parameters<typeof restoreCases>[1]) =>
  restoreCases(await requireContext(), input),
);

export const setVerdictAction = answered(async (input: Parameters<typeof setVerdict>[1]) =>
  setVerdict(await requireContext(), input),
);

export const chooseBlindAction = answered(async (input: Parameters<typeof chooseBlind>[1]) =>
  chooseBlind(await requireContext(), input),
);
