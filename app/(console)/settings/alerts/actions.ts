"use server";
import { answered } from "@/app/answered";
import { undoAlertChange } from "@/server/records/alerts/alert-changes";
import { endSilence, silenceAlert } from "@/server/records/alerts/silences";
import { removeWebhook, renewWebhookSecret, saveWebhook, testWebhook } from "@/server/records/alerts/webhook";
import { requireContext } from "@/server/web/current-actor";

// What comes from a page is unchecked, whatever its type says: each verb parses its input.

export const silenceAlertAction = answered(async (input: Parameters<typeof silenceAlert>[1]) =>
  silenceAlert(await requireContext(), input),
);

export const endSilenceAction = answered(async (input: Parameters<typeof endSilence>[1]) =>
  endSilence(await requireContext(), input),
);

export const undoAlertChangeAction = answered(async (input: Parameters<typeof undoAlertChange>[1]) =>
  undoAlertChange(await requireContext(), input),
);

export const saveWebhookAction = answered(async (input: Parameters<typeof saveWebhook>[1]) =>
  saveWebhook(await requireContext(), input),
);

export const renewWebhookSecretAction = answered(async (_: undefined) => renewWebhookSecret(await requireContext()));

export const removeWebhookAction = answered(async (_: undefined) => removeWebhook(await requireContext()));

export const testWebhookAction = answered(async (_: undefined) => testWebhook(await requireContext()));
