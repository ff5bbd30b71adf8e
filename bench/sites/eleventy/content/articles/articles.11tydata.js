module.exports = {
  layout: "article.njk",
  permalink: (data) => data.page.filePathStem.replace("/articles", "") + "/",
};
