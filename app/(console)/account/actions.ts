"use server";
import { answered } from "@/app/answered";
import { endLogin, endLogins } from "@/server/records/logins/end-logins";
import { forgetSetting } from "@/server/records/settings/forget-setting";
import { saveSetting } from "@/server/records/settings/save-setting";
import { createToken } from "@/server/records/tokens/create-token";
import { revokeToken } from "@/server/records/tokens/revoke-token";
import { changeOwnPassword } from "@/server/records/users/set-password";
import { requireContext } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

// What comes from a page is unchecked, whatever its type says: each verb parses its input.

export const changePasswordAction = answered(async (input: { currentPassword: string; newPassword: string }) =>
  changeOwnPassword(await requireContext(), input, getRuntime().loginThrottle),
);

/** The token, shown this once. */
export const createTokenAction = answered(async (input: Parameters<typeof createToken>[1]) =>
  createToken(await requireContext(), input),
);

export const revokeTokenAction = answered(async (input: Parameters<typeof revokeToken>[1]) =>
  revokeToken(await requireContext(), input),
);

export const endLoginAction = answered(async (input: Parameters<typeof endLogin>[1]) =>
  endLogin(await requireContext(), input),
);

export const endLoginsAction = answered(async (input: Parameters<typeof endLogins>[1]) =>
  endLogins(await requireContext(), input),
);

export const forgetSettingAction = answered(async (input: Parameters<typeof forgetSetting>[1]) =>
  forgetSetting(await requireContext(), input),
);

export const saveSettingAction = answered(async (input: Parameters<typeof saveSetting>[1]) =>
  saveSetting(await requireContext(), input),
);
