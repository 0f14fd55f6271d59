"use server";
import { redirect } from "next/navigation";
import { answeringAction, answerWithStatusOf } from "@/app/answering-action";
import { AppError, type ErrorCode, errorCodeOf } from "@/lib/errors";
import { changeOwnPassword } from "@/server/records/users/set-password";
import { currentPerson } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

/**
 * Sets the password of the person who is logged in: fields `current` and `next`. Goes to the conversation, or answers
 * the code of what is wrong. Open to somebody who must choose a password first.
 */
export const choosePasswordAction = answeringAction(
  async (_previous: ErrorCode | null, form: FormData): Promise<ErrorCode | null> => {
    const { contextFor, loginThrottle, logger } = getRuntime();
    try {
      const person = await currentPerson();
      if (!person) throw new AppError("unauthorized");
      if (!(form instanceof FormData)) throw new AppError("invalid_input", "The form is missing.");
      await changeOwnPassword(
        contextFor(person.actor),
        { currentPassword: String(form.get("current") ?? ""), newPassword: String(form.get("next") ?? "") },
        loginThrottle,
      );
    } catch (error) {
      const code = errorCodeOf(error);
      answerWithStatusOf(error);
      if (code === "internal") logger.error("password_change_failed", { error });
      return code;
    }
    redirect("/chat");
  },
);
