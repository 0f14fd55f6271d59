"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { PasswordField } from "@/components/shell/password-field";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/label";
import { Spinner } from "@/components/ui/spinner";
import { shortestPassword } from "@/lib/auth/credentials";
import { errorCodeOf } from "@/lib/errors";
import { Refused } from "../refused";
import { Section } from "../section";
import { UnsavedGuard } from "../unsaved-guard";
import { changePasswordAction } from "./actions";
import { usePeopleAct } from "./use-people";

/** One's own password: the present one, and another. */
export function PasswordSection({ username }: { username: string }) {
  const t = useTranslations("account.password");
  const form = useRef<HTMLFormElement>(null);
  const [isShort, setIsShort] = useState(false);
  const [isTyped, setIsTyped] = useState(false);
  const change = usePeopleAct(changePasswordAction, () => {
    form.current?.reset();
    setIsTyped(false);
  });
  const code = change.error ? errorCodeOf(change.error) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    const [currentPassword, newPassword] = [String(entered.get("current")), String(entered.get("next"))];
    setIsShort(newPassword.length < shortestPassword);
    if (newPassword.length >= shortestPassword) change.mutate({ currentPassword, newPassword });
  };
  return (
    <Section className="text-sm" title={t("title")}>
      <p className="text-muted-foreground text-sm">{t("what")}</p>
      <UnsavedGuard isActive={isTyped} />
      <form
        ref={form}
        onSubmit={submit}
        onInput={({ currentTarget }) => {
          const entered = new FormData(currentTarget);
          setIsTyped(["current", "next"].some((name) => entered.get(name) !== ""));
        }}
        className="grid gap-3 sm:grid-cols-2"
        noValidate
      >
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <div className="grid content-start gap-1.5">
          <Label htmlFor="current">{t("current")}</Label>
          <PasswordField id="current" invalid={code === "bad_credentials"} describedBy="password-outcome" />
        </div>
        <div className="grid content-start gap-1.5">
          <Label htmlFor="next">{t("next")}</Label>
          <PasswordField
            id="next"
            autoComplete="new-password"
            invalid={isShort || code === "password_unchanged"}
            describedBy="password-outcome"
          />
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 sm:col-span-2">
          <Button type="submit" variant="secondary" className="pointer-coarse:h-11" disabled={change.isPending}>
            {change.isPending && <Spinner />}
            {t("submit")}
          </Button>
          <div id="password-outcome" className="min-w-0">
            {isShort && (
              <p role="alert" className="text-danger">
                {t("tooShort")}
              </p>
            )}
            {!isShort && code === "bad_credentials" && (
              <p role="alert" className="text-danger">
                {t("wrong")}
              </p>
            )}
            {!isShort && code !== "bad_credentials" && <Refused error={change.error} />}
            {!isShort && change.isSuccess && <p role="status">{t("done")}</p>}
          </div>
        </div>
      </form>
    </Section>
  );
}
