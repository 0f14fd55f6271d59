"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { createSetAction } from "./actions";
import { NameDialog } from "./name-dialog";
import { useAction } from "./use-action";

export function NewSetDialog({ close }: { close: () => void }) {
  const t = useTranslations("replay");
  const router = useRouter();
  const create = useAction(createSetAction, ({ setId }) => router.push(`/replay/${setId}`));
  return (
    <NameDialog
      title={t("newSet")}
      label={t("setName")}
      confirm={t("create")}
      name=""
      isBusy={create.isPending || create.isSuccess}
      error={create.error}
      save={(name) => create.mutate({ name })}
      close={close}
    />
  );
}
