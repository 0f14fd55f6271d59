"use server";
import { answered } from "@/app/answered";
import { authorise } from "@/server/access/actor";
import type { RecordsContext } from "@/server/records/context";
import { requireContext } from "@/server/web/current-actor";
import { type AvatarRuntime, getRuntime } from "@/server/web/runtime";

// What comes from a page is unchecked, whatever its type says: each verb parses its input, in the main process. Who may
// not act is refused here already.

async function operatorContext(): Promise<RecordsContext> {
  const ctx = await requireContext();
  authorise(ctx.actor, "system:operate");
  return ctx;
}

export const askToLeaveAction = answered(async (input: Parameters<AvatarRuntime["askToLeave"]>[1]) =>
  getRuntime().askToLeave(await operatorContext(), input),
);

export const endSessionAction = answered(async (input: Parameters<AvatarRuntime["endSession"]>[1]) =>
  getRuntime().endSession(await operatorContext(), input),
);

export const controlModelAction = answered(async (input: Parameters<AvatarRuntime["controlModel"]>[1]) =>
  getRuntime().controlModel(await operatorContext(), input),
);
