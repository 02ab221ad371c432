package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/locale"
)

// tokenCmds make, list and revoke API tokens.
type tokenCmds struct {
	Create tokenCreateCmd `cmd:"" help:"cmd.token_create"`
	List   tokenListCmd   `cmd:"" help:"cmd.token_list"`
	Revoke tokenRevokeCmd `cmd:"" help:"cmd.token_revoke"`
}

// A tokenCreateCmd makes a token.
type tokenCreateCmd struct {
	Role    roleName        `required:"" placeholder:"ROLE" help:"option.role"`
	Locales []localeTag     `placeholder:"LOCALE,…" help:"option.locales"`
	Expires config.Duration `placeholder:"TIME" help:"option.expires"`
	Name    string          `placeholder:"NAME" help:"option.name"`
	Scopes  []scopeName     `placeholder:"SCOPE,…" help:"option.scopes"`
}

// Run prints the token alone on the last line of standard output, for scripts;
// what it is goes to standard error.
func (c tokenCreateCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	tags := make([]locale.Tag, len(c.Locales))
	for i, tag := range c.Locales {
		tags[i] = locale.Tag(tag)
	}
	scopes := make([]access.Scope, len(c.Scopes))
	for i, scope := range c.Scopes {
		scopes[i] = access.Scope(scope)
	}
	return k.house(ctx, s, true, func(h *app.House) error {
		created, err := h.Accounts.Create(ctx, accounts.CreateToken{
			Actor: cliActor(), Name: c.Name, Role: string(c.Role), Locales: tags, Expires: time.Duration(c.Expires), Scopes: scopes,
		})
		if err != nil {
			return err
		}
		k.note("cli.token_created", "name", created.Token.Name, "id", created.Token.ID, "roles", rolesOf(created.Token.Admin, created.Token.Roles))
		_, err = fmt.Fprintln(k.out, created.Secret)
		return err
	})
}

// A tokenListCmd lists the tokens.
type tokenListCmd struct{}

// Run prints a line for each token, without its secret: nobody has that.
func (tokenListCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		w := tabwriter.NewWriter(k.out, 0, 0, 2, ' ', 0)
		for q := (accounts.List{Actor: cliActor(), Limit: 100}); ; {
			page, err := h.Accounts.Tokens(ctx, q)
			if err != nil {
				return err
			}
			for _, t := range page.Items {
				_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.ID, t.Name, rolesOf(t.Admin, t.Roles), k.standing(t, h.Store.Now()))
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				return w.Flush()
			}
		}
	})
}

// standing says whether a token opens anything, and until when.
func (k *console) standing(t access.Token, now time.Time) string {
	switch {
	case !t.RevokedAt.IsZero():
		return k.say("cli.token_revoked_at", "at", t.RevokedAt.Format(time.DateOnly))
	case !t.Good(now):
		return k.say("cli.token_expired_at", "at", t.ExpiresAt.Format(time.DateOnly))
	case !t.ExpiresAt.IsZero():
		return k.say("cli.token_expires_at", "at", t.ExpiresAt.Format(time.DateOnly))
	}
	return k.say("cli.token_good")
}

// rolesOf returns roles as a list: "admin", "translator:fr".
func rolesOf(admin bool, roles map[locale.Tag][]access.Role) string {
	if admin {
		return accounts.Admin
	}
	var names []string
	for _, tag := range slices.Sorted(maps.Keys(roles)) {
		for _, role := range roles[tag] {
			if tag == access.Everywhere {
				names = append(names, string(role))
			} else {
				names = append(names, string(role)+":"+string(tag))
			}
		}
	}
	return strings.Join(names, " ")
}

// A tokenRevokeCmd revokes a token.
type tokenRevokeCmd struct {
	ID string `arg:"" help:"arg.token"`
}

// Run revokes the token; a server that runs refuses it from then on.
func (c tokenRevokeCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		if err := h.Accounts.Revoke(ctx, accounts.RevokeToken{Actor: cliActor(), ID: c.ID}); err != nil {
			return err
		}
		k.print("cli.token_revoked", "id", c.ID)
		return nil
	})
}
