import type { Images, Picture, Resource } from "./contract.js";

/** A picture that the server makes from an uploaded one. */
export interface Variant {
  /** Pixels, one of the site's `images.widths`. */
  width: number;
  /** The shape that it is cropped to, one of `images.ratios`; its own without it. */
  ratio?: Images["ratios"][number];
  /** One of `images.formats`; the first without it. */
  format?: Images["formats"][number];
}

/** The attributes of an element `img`, without those that nothing is known of. */
export interface ImageAttributes {
  src: string;
  alt: string;
  srcset?: string;
  sizes?: string;
  width?: number;
  height?: number;
  title?: string;
  loading?: "lazy" | "eager";
  decoding?: "async";
}

type Shown = NonNullable<Picture> | Resource;

/** All that is known of a picture, for an element `img`; nothing for an empty resource and for a file that is no picture. */
export function imageAttributes(picture: Shown, how: { sizes?: string; eager?: boolean } = {}): ImageAttributes | undefined {
  if (!picture.src || (picture.type && !picture.type.startsWith("image/"))) return undefined;
  const sizes = how.sizes ?? picture.sizes;
  return {
    src: picture.src,
    alt: picture.alt, // an empty one says that the picture decorates
    ...(picture.srcset && { srcset: picture.srcset, ...(sizes && { sizes }) }),
    ...(picture.width && { width: picture.width }),
    ...(picture.height && { height: picture.height }),
    ...(picture.title && { title: picture.title }),
    loading: how.eager ? "eager" : "lazy",
    decoding: "async",
  };
}

/**
 * The address of a variant; nothing where there is none: the picture is of another site, it moves, it is shown in a preview,
 * or the site has no such variants. A crop keeps the picture's focal point in sight.
 */
export function variantOf(picture: Shown, images: Images, wanted: Variant): string | undefined {
  const at = /^(.*\/content\/v1\/media\/[0-9a-f]{64}\/)[^/?#]+$/.exec(picture.src ?? "")?.[1];
  const format = wanted.format ?? images.formats[0];
  if (!at || !format || picture.animated || !picture.width) return undefined;
  if (!images.widths.includes(wanted.width) || !images.formats.includes(format)) return undefined;
  if (wanted.ratio === undefined) return `${at}w${wanted.width}.${format}`;
  const [wide = 0, high = 0] = wanted.ratio.split(":").map(Number);
  if (!images.ratios.includes(wanted.ratio) || !(wide > 0) || !(high > 0)) return undefined;
  const focus = (picture.focus ?? "50% 50%").replaceAll("%", "").replace(" ", "-");
  return `${at}w${wanted.width}h${Math.floor(wanted.width / (wide / high) + 0.5)}.${format}?focus=${focus}`;
}

/** A `srcset` of crops in one shape, in the widths that are not wider than the picture; empty where there are none. */
export function srcsetOf(picture: Shown, images: Images, wanted: Omit<Variant, "width">): string {
  return images.widths
    .filter((width) => width <= (picture.width ?? 0))
    .flatMap((width) => {
      const address = variantOf(picture, images, { ...wanted, width });
      return address ? [`${address} ${width}w`] : [];
    })
    .join(", ");
}
