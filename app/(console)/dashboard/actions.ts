"use server";
import { answered } from "@/app/answered";
import { requireContext } from "@/server/web/current-actor";
import { type AvatarRuntime, getRuntime } from "@/server/web/runtime";

// What comes from a page is unchecked, whatever its type says: each verb parses its input.

export const askToLeaveAction = answered(async (input: Parameters<AvatarRuntime["askToLeave"]>[1]) =>
  getRuntime().askToLeave(await requireContext(), input),
);

export const endSessionAction = answered(async (input: Parameters<AvatarRuntime["endSession"]>[1]) =>
  getRuntime().endSession(await requireContext(), input),
);

export const controlModelAction = answered(async (input: Parameters<AvatarRuntime["controlModel"]>[1]) =>
  getRuntime().controlModel(await requireContext(), input),
);
