package httpapi

import "strings"

// inert returns a cell that no spreadsheet computes: what people and machines
// wrote goes into exports, and a cell that begins like a formula would be one
// (OWASP, CSV Injection).
func inert(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
		return "'" + cell
	}
	return cell
}
