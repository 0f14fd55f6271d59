import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";
import { currentPerson } from "@/server/web/current-actor";
import { Door } from "../door";
import { logOutAction } from "../login/actions";
import { choosePasswordAction } from "./actions";
import { NewPasswordForm } from "./new-password-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("newPassword"))("title") };
}

/** The one page that is open to somebody whose password was made up by the system or an administrator. */
export default async function NewPasswordPage() {
  const [person, t] = await Promise.all([currentPerson(), getTranslations()]);
  if (!person) redirect("/login");
  if (!person.mustChangePassword) redirect("/chat");
  return (
    <Door
      words={
        <>
          <h1 className="mt-4 font-semibold text-base">{t("newPassword.title")}</h1>
          <p className="mt-1 text-muted-foreground text-sm">{t("newPassword.why")}</p>
        </>
      }
    >
      <NewPasswordForm action={choosePasswordAction} username={person.actor.username} />
      <form action={logOutAction} className="flex justify-center">
        <Button type="submit" variant="ghost" className="text-muted-foreground">
          {t("newPassword.logout")}
        </Button>
      </form>
    </Door>
  );
}
