"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { longestTagName, type QualityTag } from "@/lib/feedback";
import { Refused } from "../../refused";
import { UnsavedGuard } from "../../unsaved-guard";
import { addTagAction, renameTagAction } from "../actions";
import { ChangedMeanwhile } from "../changed-meanwhile";
import { TextField } from "../text-field";
import { useTagAct } from "./use-tags";

/** Both names of a tag: of a new one, or of `own`. */
export function TagForm({ own, close }: { own: QualityTag | null; close?: () => void }) {
  const t = useTranslations("settings.tags");
  const common = useTranslations("common");
  const [nameZh, setNameZh] = useState(own?.name_zh ?? "");
  const [nameEn, setNameEn] = useState(own?.name_en ?? "");
  /** What it was called when the typing began. */
  const [seen, setSeen] = useState(own);
  const [isEmpty, setIsEmpty] = useState(false);
  const add = useTagAct(addTagAction);
  const rename = useTagAct(renameTagAction);
  const isPending = add.isPending || rename.isPending;
  const isOther = !isPending && (own?.name_zh !== seen?.name_zh || own?.name_en !== seen?.name_en);
  const settle = (names: QualityTag | null) => {
    rename.reset();
    setSeen(own);
    if (!names) return;
    setNameZh(names.name_zh);
    setNameEn(names.name_en);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const names = { nameZh: nameZh.trim(), nameEn: nameEn.trim() };
    const lacks = names.nameZh === "" || names.nameEn === "";
    setIsEmpty(lacks);
    if (lacks) return;
    if (seen) {
      const basedOn = { nameZh: seen.name_zh, nameEn: seen.name_en };
      return rename.mutate({ tagId: seen.id, ...names, basedOn }, { onSuccess: close });
    }
    const first = event.currentTarget.querySelector("input");
    add.mutate(names, {
      onSuccess() {
        setNameZh("");
        setNameEn("");
        first?.focus();
      },
    });
  };
  return (
    <form onSubmit={submit} aria-label={own ? t("renameLabel", { name: own.name_en }) : t("addLabel")} noValidate>
      <UnsavedGuard isActive={nameZh !== (seen?.name_zh ?? "") || nameEn !== (seen?.name_en ?? "")} />
      <div className="grid items-end gap-3 sm:grid-cols-[1fr_1fr_auto]">
        <TextField
          label={t("nameZh")}
          lang="zh-TW"
          value={nameZh}
          change={setNameZh}
          maxLength={longestTagName}
          aria-invalid={isEmpty && nameZh.trim() === ""}
        />
        <TextField
          label={t("nameEn")}
          lang="en"
          value={nameEn}
          change={setNameEn}
          maxLength={longestTagName}
          aria-invalid={isEmpty && nameEn.trim() === ""}
        />
        <div className="flex gap-2">
          <Button
            type="submit"
            variant={own ? "primary" : "secondary"}
            className="h-10 pointer-coarse:h-11"
            disabled={isPending}
          >
            {isPending && <Spinner />}
            {own ? t("save") : t("add")}
          </Button>
          {close && (
            <Button variant="ghost" className="h-10 pointer-coarse:h-11" onClick={close}>
              {common("cancel")}
            </Button>
          )}
        </div>
      </div>
      {isEmpty && (
        <p role="alert" className="mt-2 text-danger text-sm">
          {t("bothNames")}
        </p>
      )}
      {own && isOther ? (
        <ChangedMeanwhile
          what={t("changedMeanwhile", { nameZh: own.name_zh, nameEn: own.name_en })}
          showHeld={() => settle(own)}
          keepTyped={() => settle(null)}
        />
      ) : (
        <Refused className="mt-2" error={add.error ?? rename.error} conflict={t("nameTaken")} />
      )}
    </form>
  );
}
