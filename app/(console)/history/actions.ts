"use server";
import { answered } from "@/app/answered";
import { correctTurn } from "@/server/records/feedback/correct-turn";
import { addNote, removeNote } from "@/server/records/feedback/notes";
import { rateTurn } from "@/server/records/feedback/rate-turn";
import { tagTurn } from "@/server/records/feedback/tag-turn";
import { addCases } from "@/server/records/replays/add-cases";
import {
  deleteConversation,
  restoreConversation,
  whatDeletionRemoves,
} from "@/server/records/sessions/delete-conversation";
import { renameConversation } from "@/server/records/sessions/rename-conversation";
import { requireContext } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

// What comes from a page is unchecked, whatever its type says: each verb parses its input.

export const rateTurnAction = answered(async (input: Parameters<typeof rateTurn>[1]) =>
  rateTurn(await requireContext(), input),
);

export const tagTurnAction = answered(async (input: Parameters<typeof tagTurn>[1]) =>
  tagTurn(await requireContext(), input),
);

export const addNoteAction = answered(async (input: Parameters<typeof addNote>[1]) =>
  addNote(await requireContext(), input),
);

export const removeNoteAction = answered(async (input: Parameters<typeof removeNote>[1]) =>
  removeNote(await requireContext(), input),
);

export const correctTurnAction = answered(async (input: Parameters<typeof correctTurn>[1]) =>
  correctTurn(await requireContext(), input),
);

export const renameConversationAction = answered(async (input: Parameters<typeof renameConversation>[1]) =>
  renameConversation(await requireContext(), input),
);

export const whatDeletionRemovesAction = answered(async (input: Parameters<typeof whatDeletionRemoves>[1]) =>
  whatDeletionRemoves(await requireContext(), input),
);

export const deleteConversationAction = answered(async (input: Parameters<typeof deleteConversation>[1]) => {
  const deleted = await deleteConversation(await requireContext(), input);
  await getRuntime().conversationDeleted(input.sessionId);
  return deleted;
});

export const restoreConversationAction = answered(async (input: Parameters<typeof restoreConversation>[1]) =>
  restoreConversation(await requireContext(), input),
);

export const addCasesAction = answered(async (input: Parameters<typeof addCases>[1]) =>
  addCases(await requireContext(), input),
);
