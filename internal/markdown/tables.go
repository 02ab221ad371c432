package markdown

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// mostSpan is how many columns and rows a cell can have: the library fills them all.
const mostSpan = 12

// span returns how many columns or rows a cell has.
func span(cell *html.Node, side string) int {
	said, ok := markup.Attr(cell, side)
	if !ok {
		return 1
	}
	n, err := strconv.Atoi(strings.TrimSpace(said))
	if err != nil || n > mostSpan {
		return mostSpan
	}
	return max(1, n)
}

// narrow bounds a cell.
func narrow(cell *html.Node) {
	for _, side := range []string{"colspan", "rowspan"} {
		if _, ok := markup.Attr(cell, side); ok {
			markup.SetAttr(cell, side, strconv.Itoa(span(cell, side)))
		}
	}
}

// ragged reports a table that Markdown would have to fill with more cells than it has:
// there each row has as many as the longest.
func ragged(table *html.Node) bool {
	rows := rowsOf(table)
	cells := 0
	widths := make([]int, len(rows), len(rows)+mostSpan)
	for i, row := range rows {
		cells += len(row)
		widths[i] = len(row)
	}
	// The library puts what cells span where they stand among those of their own row, from
	// the last row up, and fills a row that is too short for that.
	for i := len(rows) - 1; i >= 0; i-- {
		for place, cell := range rows[i] {
			widths = spread(widths, i, place, cell)
		}
	}
	longest := 0
	for _, width := range widths {
		longest = max(longest, width)
	}
	return len(widths)*longest > mostGrowth*cells+slack/len("|  ")
}

// spread widens the rows by what a cell spans besides its own place.
func spread(widths []int, row, place int, cell *html.Node) []int {
	columns := span(cell, "colspan")
	for down := range span(cell, "rowspan") {
		if row+down == len(widths) {
			widths = append(widths, 0)
		}
		for across := range columns {
			if down > 0 || across > 0 {
				widths[row+down] = max(widths[row+down], place+across) + 1
			}
		}
	}
	return widths
}

// rowsOf returns the cells of a table, row by row.
func rowsOf(n *html.Node) (rows [][]*html.Node) {
	for c := range n.ChildNodes() {
		switch c.Data {
		case "thead", "tbody", "tfoot":
			rows = append(rows, rowsOf(c)...)
		case "tr":
			rows = append(rows, cellsOf(c))
		}
	}
	return rows
}

func cellsOf(row *html.Node) (cells []*html.Node) {
	for c := range row.ChildNodes() {
		if c.Data == "td" || c.Data == "th" {
			cells = append(cells, c)
		}
	}
	return cells
}
