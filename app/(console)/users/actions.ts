"use server";
import { answered } from "@/app/answered";
import type { Role } from "@/lib/auth/permissions";
import { changeRole } from "@/server/records/users/change-role";
import { createUser } from "@/server/records/users/create-user";
import { disableUser } from "@/server/records/users/disable-user";
import { enableUser } from "@/server/records/users/enable-user";
import { renameUser } from "@/server/records/users/rename-user";
import { resetPassword } from "@/server/records/users/set-password";
import { requireContext } from "@/server/web/current-actor";

// What comes from a page is unchecked, whatever its type says: each verb parses its input.

/** Adds somebody; the password is made up here, and shown this once. */
export const addPersonAction = answered(async (input: { username: string; role: Role }) =>
  createUser(await requireContext(), input),
);

export const changeRoleAction = answered(async (input: Parameters<typeof changeRole>[1]) =>
  changeRole(await requireContext(), input),
);

export const renamePersonAction = answered(async (input: Parameters<typeof renameUser>[1]) =>
  renameUser(await requireContext(), input),
);

export const disablePersonAction = answered(async (input: Parameters<typeof disableUser>[1]) =>
  disableUser(await requireContext(), input),
);

export const enablePersonAction = answered(async (input: Parameters<typeof enableUser>[1]) =>
  enableUser(await requireContext(), input),
);

export const resetPasswordAction = answered(async (input: Parameters<typeof resetPassword>[1]) =>
  resetPassword(await requireContext(), input),
);
