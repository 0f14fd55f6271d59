/** Forbids import circles between product folders, also indirect ones and those of types. Tests are exempt. */
const { options } = require("./.dependency-cruiser.cjs");

module.exports = {
  forbidden: [{ name: "no folder circles", scope: "folder", severity: "error", from: {}, to: { circular: true } }],
  options: { ...options, exclude: { path: "^(\\.next|dist|public)/|\\.test\\.tsx?$|/testing/" } },
};
