// Package exchanging gives translations to translators' own tools, as files, and
// takes them back. What was given out and what came back meet segment by segment.
package exchanging
