// Package draft is what one save does. [Prepare] does the slow part outside any
// transaction: render, sanitize, normalise, measure. [Save] does the rest inside
// the caller's: slug, reservations, revision. A save moves a head and never what
// is live.
package draft
