"use client";
import { useSyncExternalStore } from "react";

const neverChanges = () => () => undefined;

/**
 * False on the server and in the first render, which must equal the server's. What depends on the reader's clock waits for
 * it: an attribute that the server wrote by its own clock would stay.
 */
export const useInBrowser = () =>
  useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
