package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

// printHelp prints the help of the command that was traced, or of the program.
// Kong's own printer speaks English only.
func printHelp(w io.Writer, say func(string, ...any) string, ctx *kong.Context) {
	node := ctx.Selected()
	if node == nil {
		node = ctx.Model.Node
	}
	h := &help{say: say, out: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	h.usage(ctx.Model.Name, node)
	h.arguments(node)
	h.commands(node)
	h.flags(node)
	// The writer is a terminal or a pipe: if it is gone, nobody reads this.
	_ = h.out.Flush()
}

type help struct {
	say func(string, ...any) string
	out *tabwriter.Writer
}

func (h *help) line(format string, args ...any) { _, _ = fmt.Fprintf(h.out, format+"\n", args...) }

func (h *help) title(key string) {
	h.line("")
	h.line("%s", h.say(key))
}

func (h *help) usage(program string, node *kong.Node) {
	words := []string{program}
	if node.Type == kong.CommandNode {
		words = append(words, node.Path())
	}
	for _, arg := range node.Positional {
		words = append(words, shape(arg))
	}
	if len(node.Children) > 0 {
		words = append(words, h.say("help.command"))
	}
	words = append(words, h.say("help.options"))
	h.line("%s", h.say("help.usage", "usage", strings.Join(words, " ")))
	h.line("")
	if node.Type == kong.CommandNode {
		h.line("%s", h.say(node.Help))
		if detail := node.Help + ".more"; h.say(detail) != detail {
			h.line("%s", h.say(detail))
		}
		return
	}
	h.line("%s", h.say("help.diptych"))
}

func (h *help) arguments(node *kong.Node) {
	if len(node.Positional) == 0 {
		return
	}
	h.title("help.arguments")
	for _, arg := range node.Positional {
		h.line("  %s\t%s", shape(arg), h.say(arg.Help))
	}
}

// shape returns how an argument stands in the usage: <dir>, [<locale>].
func shape(arg *kong.Positional) string {
	if arg.Required {
		return "<" + arg.Name + ">"
	}
	return "[<" + arg.Name + ">]"
}

func (h *help) commands(node *kong.Node) {
	leaves := node.Leaves(true)
	if len(leaves) == 0 {
		return
	}
	h.title("help.commands")
	for _, leaf := range leaves {
		h.line("  %s\t%s", leaf.Path(), h.say(leaf.Help))
	}
	h.line("")
	h.line("%s", h.say("help.more"))
}

// flags prints the command's own flags first, then the settings.
func (h *help) flags(node *kong.Node) {
	var own, set []*kong.Flag
	for _, group := range node.AllFlags(true) {
		for _, flag := range group {
			if isSetting(flag) {
				set = append(set, flag)
			} else {
				own = append(own, flag)
			}
		}
	}
	h.title("help.flags")
	h.list(node, own)
	h.title("help.settings")
	h.list(node, set)
	h.line("")
	h.line("%s", h.say("help.settings_from"))
}

func (h *help) list(node *kong.Node, flags []*kong.Flag) {
	for _, flag := range flags {
		name := "--" + flag.Name
		if flag.Short != 0 {
			name = "-" + string(flag.Short) + ", " + name
		}
		if !flag.IsBool() {
			name += "=" + flag.PlaceHolder
		}
		text := h.say(flag.Help)
		switch {
		case node.Name == "demo" && flag.Name == "data": // the one command with a default of its own
			text += " " + h.say("help.default_temporary")
		case flag.HasDefault && flag.Default != "":
			text += " " + h.say("help.default", "value", flag.Default)
		}
		h.line("  %s\t%s", name, text)
	}
}
