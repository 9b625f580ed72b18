// The outlets' feeds, each of another kind, as one meets them: RSS with whole texts, Atom with summaries only, so that
// a reader has to fetch the pages, and JSON Feed with whole texts in several languages. Each lists everything that its
// outlet has out.
import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith';

import { articlePath, outletPath, picturePath } from './addresses.js';
import { paragraphsOf } from './article-body.js';
import type { Edition, PublishedArticle } from './edition.js';
import type { Outlet } from './outlets.js';
import { pictureSize } from './pictures/variants.js';

const pictureType = 'image/svg+xml';

interface FeedMatter {
  readonly outlet: Outlet;
  readonly articles: readonly PublishedArticle[];
  /** The server's own address, without a path. */
  readonly origin: string;
  readonly changedAt: Date;
}

const writers: Readonly<Record<Outlet['feed']['kind'], (matter: FeedMatter) => string>> = {
  rss: rssOf,
  atom: atomOf,
  json: jsonOf,
};

/** The feed of an outlet: the same text as long as the edition's articles are the same. */
export function feedOf(outlet: Outlet, edition: Edition, origin: string): string {
  const articles = edition.articles.filter((article) => article.outlet === outlet.id);
  const changedAt = new Date(edition.changedAt[outlet.id]);
  return writers[outlet.feed.kind]({ outlet, articles, origin, changedAt });
}

/** The whole text as a feed carries it. */
const contentOf = (article: PublishedArticle): string =>
  paragraphsOf(article)
    .map(({ text }) => text)
    .join('');

/** Section and tags; a tag that only repeats the section is left out. */
const categoriesOf = ({ section, tags }: PublishedArticle): string[] => [
  section,
  ...tags.filter((tag) => tag.toLowerCase() !== section.toLowerCase()),
];

const pictureOf = (article: PublishedArticle, origin: string) => ({
  ...{ url: `${origin}${picturePath(article)}`, type: pictureType, medium: 'image' },
  ...pictureSize,
});

function rssOf({ outlet, articles, origin, changedAt }: FeedMatter): string {
  return generateRssFeed(
    {
      title: outlet.name,
      link: `${origin}${outletPath(outlet.id)}`,
      description: outlet.motto,
      language: 'en',
      lastBuildDate: changedAt,
      atom: {
        links: [
          { href: `${origin}${outlet.feed.path}`, rel: 'self', type: outlet.feed.contentType },
        ],
      },
      items: articles.map((article) => ({
        title: article.title,
        link: `${origin}${articlePath(article)}`,
        guid: { value: `${origin}${articlePath(article)}`, isPermaLink: true },
        description: article.standfirst,
        content: { encoded: contentOf(article) },
        pubDate: new Date(article.publishedAt),
        categories: categoriesOf(article).map((name) => ({ name })),
        dc: { creators: [article.author], languages: [article.language] },
        media: { contents: [pictureOf(article, origin)] },
        ...(article.updatedAt === null
          ? {}
          : { dcterms: { modified: [new Date(article.updatedAt)] } }),
      })),
    },
    { strict: true },
  );
}

function atomOf({ outlet, articles, origin, changedAt }: FeedMatter): string {
  const home = `${origin}${outletPath(outlet.id)}`;
  return generateAtomFeed(
    {
      id: home,
      title: { value: outlet.name },
      subtitle: { value: outlet.motto },
      updated: changedAt,
      links: [
        { href: home, rel: 'alternate', type: 'text/html' },
        { href: `${origin}${outlet.feed.path}`, rel: 'self', type: outlet.feed.contentType },
      ],
      entries: articles.map((article) => ({
        id: `${origin}${articlePath(article)}`,
        title: { value: article.title },
        summary: { value: article.standfirst },
        published: new Date(article.publishedAt),
        updated: new Date(article.updatedAt ?? article.publishedAt),
        links: [{ href: `${origin}${articlePath(article)}`, rel: 'alternate', type: 'text/html' }],
        authors: [{ name: article.author }],
        categories: categoriesOf(article).map((term) => ({ term })),
        xml: { lang: article.language },
        media: { contents: [pictureOf(article, origin)] },
      })),
    },
    { strict: true },
  );
}

function jsonOf({ outlet, articles, origin }: FeedMatter): string {
  const feed = generateJsonFeed(
    {
      title: outlet.name,
      home_page_url: `${origin}${outletPath(outlet.id)}`,
      feed_url: `${origin}${outlet.feed.path}`,
      description: outlet.motto,
      language: 'en',
      items: articles.map((article) => ({
        id: `${origin}${articlePath(article)}`,
        url: `${origin}${articlePath(article)}`,
        title: article.title,
        summary: article.standfirst,
        content_html: contentOf(article),
        image: pictureOf(article, origin).url,
        date_published: new Date(article.publishedAt),
        ...(article.updatedAt === null ? {} : { date_modified: new Date(article.updatedAt) }),
        authors: [{ name: article.author }],
        tags: categoriesOf(article),
        language: article.language,
      })),
    },
    { strict: true },
  );
  return JSON.stringify(feed);
}
