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

export const renewWebhookSecretAction = answered(async (input: Parameters<typeof renewWebhookSecret>[1]) =>
  renewWebhookSecret(await requireContext(), input),
);

export const removeWebhookAction = answered(async (input: Parameters<typeof removeWebhook>[1]) =>
  removeWebhook(await requireContext(), input),
);

export const testWebhookAction = answered(async (_: undefined) => testWebhook(await requireContext()));
