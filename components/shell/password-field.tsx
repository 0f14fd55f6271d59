"use client";
import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

interface PasswordFieldProps {
  /** Also the field's name in its form. */
  id: string;
  autoComplete?: "current-password" | "new-password";
  minLength?: number;
  invalid: boolean;
  describedBy: string | undefined;
}

/** A password field that can show its text; without JavaScript it is a plain one. */
export function PasswordField({
  id,
  autoComplete = "current-password",
  minLength,
  invalid,
  describedBy,
}: PasswordFieldProps) {
  const t = useTranslations("login");
  const [visible, setVisible] = useState(false);
  return (
    <div className="relative">
      <Input
        id={id}
        name={id}
        type={visible ? "text" : "password"}
        autoComplete={autoComplete}
        required
        minLength={minLength}
        maxLength={256}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        className="pr-11"
      />
      <Button
        variant="ghost"
        size="icon-sm"
        className="absolute top-1 right-1 text-muted-foreground"
        aria-label={visible ? t("hidePassword") : t("showPassword")}
        aria-pressed={visible}
        onClick={() => setVisible(!visible)}
      >
        {visible ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </Button>
    </div>
  );
}
