/** No two folders of the product import each other, over however many others; types count. Tests may. */
const { options } = require("./.dependency-cruiser.cjs");

module.exports = {
  forbidden: [{ name: "no folder circles", scope: "folder", severity: "error", from: {}, to: { circular: true } }],
  options: { ...options, exclude: { path: "^(\\.next|dist|public)/|\\.test\\.tsx?$|/testing/" } },
};
