"use client";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { PasswordField } from "@/components/shell/password-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/label";
import { Spinner } from "@/components/ui/spinner";
import { shortestPassword } from "@/lib/auth/credentials";
import type { ErrorCode } from "@/lib/errors";

interface NewPasswordFormProps {
  action: (previous: ErrorCode | null, form: FormData) => Promise<ErrorCode | null>;
  /** For password managers: whose password it is. */
  username: string;
}

const errorId = "new-password-error";
const hintId = "new-password-hint";

/** The password that somebody was given, and their own. Works without JavaScript too. */
export function NewPasswordForm({ action, username }: NewPasswordFormProps) {
  const t = useTranslations();
  const [code, submit, pending] = useActionState(action, null);
  const words = code && (code === "invalid_input" ? t("newPassword.tooShort") : t(`errors.${code}`));
  const describedBy = words ? errorId : undefined;
  return (
    // The button keeps its focus while it runs, so a second press is stopped here.
    <form action={submit} onSubmit={(event) => pending && event.preventDefault()} className="space-y-5">
      {words && (
        <Alert tone="danger" role="alert" id={errorId}>
          {words}
        </Alert>
      )}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <div className="space-y-1.5">
        <Label htmlFor="current">{t("newPassword.current")}</Label>
        <PasswordField id="current" invalid={code === "bad_credentials"} describedBy={describedBy} />
      </div>
      <div className="space-y-1.5">
        <Label htmlFor="next">{t("newPassword.next")}</Label>
        <PasswordField
          id="next"
          autoComplete="new-password"
          minLength={shortestPassword}
          invalid={code === "invalid_input" || code === "password_unchanged"}
          describedBy={describedBy ?? hintId}
        />
        <p id={hintId} className="text-muted-foreground text-xs">
          {t("newPassword.hint")}
        </p>
      </div>
      <Button type="submit" className="h-10 w-full" aria-disabled={pending}>
        {pending && <Spinner />}
        {pending ? t("newPassword.submitting") : t("newPassword.submit")}
      </Button>
    </form>
  );
}
