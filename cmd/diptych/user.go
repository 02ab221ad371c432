package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
)

// userCmds bring people in, say what they may do, and keep them out.
type userCmds struct {
	Setup   userSetupCmd   `cmd:"" help:"cmd.user_setup"`
	Invite  userInviteCmd  `cmd:"" help:"cmd.user_invite"`
	List    userListCmd    `cmd:"" help:"cmd.user_list"`
	Role    userRoleCmd    `cmd:"" help:"cmd.user_role"`
	Reset   userResetCmd   `cmd:"" help:"cmd.user_reset"`
	Disable userDisableCmd `cmd:"" help:"cmd.user_disable"`
	Enable  userEnableCmd  `cmd:"" help:"cmd.user_enable"`
}

// toTheMinute is how an instant is told, in local time: ISO 8601, which both
// languages read alike.
const toTheMinute = "2006-01-02 15:04"

// linked are the settings that links are made from.
type linked struct {
	Addr    config.Address `default:"127.0.0.1:8080" placeholder:"HOST:PORT" group:"settings" help:"flag.addr"`
	BaseURL config.BaseURL `placeholder:"URL" group:"settings" help:"flag.base_url"`
}

// show prints a one-time link alone on the last line of standard output, for
// scripts; what it is for goes to standard error.
func (l linked) show(k *console, made accounts.LinkMade, key string, args ...any) error {
	k.note(key, append(args, "until", made.Link.ExpiresAt.Local().Format(toTheMinute))...)
	_, err := fmt.Fprintln(k.out, config.Server{BaseURL: l.BaseURL}.Link(string(l.Addr), made.Path()))
	return err
}

// A userSetupCmd makes the link by which the first admin comes.
type userSetupCmd struct {
	linked
}

// Run prints the link; an earlier one is dead.
func (c userSetupCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, true, func(h *app.House) error {
		made, err := h.Accounts.SetUp(ctx, cliActor())
		if err != nil {
			return err
		}
		return c.show(k, made, "cli.user_setup")
	})
}

// A userInviteCmd invites somebody.
type userInviteCmd struct {
	Email   string          `arg:"" help:"arg.email"`
	Grants  []grant         `arg:"" name:"role" help:"arg.grants"`
	Name    string          `placeholder:"NAME" help:"option.user_name"`
	Expires config.Duration `placeholder:"TIME" help:"option.invitation_expires"`
	linked
}

// Run prints the link, which is passed on by whoever asked for it.
func (c userInviteCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, true, func(h *app.House) error {
		admin, roles := granted(c.Grants)
		made, err := h.Accounts.Invite(ctx, accounts.Invite{
			Actor: cliActor(), Email: c.Email, Name: c.Name, Admin: admin, Roles: roles, Expires: time.Duration(c.Expires),
		})
		if err != nil {
			return err
		}
		return c.show(k, made, "cli.user_invited", "email", made.Link.Email, "roles", rolesOf(admin, roles))
	})
}

// granted joins what was given one by one.
func granted(grants []grant) (admin bool, roles map[locale.Tag][]access.Role) {
	roles = make(map[locale.Tag][]access.Role)
	for _, g := range grants {
		if g.role == accounts.Admin {
			admin = true
			continue
		}
		roles[g.in] = append(roles[g.in], access.Role(g.role))
	}
	return admin, roles
}

// A userListCmd lists people.
type userListCmd struct{}

// Run prints a line for each.
func (userListCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		w := tabwriter.NewWriter(k.out, 0, 0, 2, ' ', 0)
		for q := (accounts.List{Actor: cliActor(), Limit: 100}); ; {
			page, err := h.Accounts.Users(ctx, q)
			if err != nil {
				return err
			}
			for _, u := range page.Items {
				standing := k.say("cli.user_good")
				if !u.DisabledAt.IsZero() {
					standing = k.say("cli.user_disabled_at", "at", u.DisabledAt.Format(time.DateOnly))
				}
				_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.ID, u.Email, u.Name, rolesOf(u.Admin, u.Roles), standing)
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				return w.Flush()
			}
		}
	})
}

// somebody is whom a command is about.
type somebody struct {
	Who string `arg:"" name:"who" help:"arg.who"`
}

// find returns the user with the address or the id.
func (s somebody) find(ctx context.Context, h *app.House) (access.User, error) {
	if strings.Contains(s.Who, "@") {
		return h.Accounts.UserByEmail(ctx, cliActor(), s.Who)
	}
	return h.Accounts.User(ctx, cliActor(), s.Who)
}

// change changes the user and says what they are now.
func (s somebody) change(ctx context.Context, k *console, c *config.Common, change func(*accounts.Person)) error {
	return k.house(ctx, c, false, func(h *app.House) error {
		user, err := s.find(ctx, h)
		if err != nil {
			return err
		}
		user, err = h.Accounts.SaveUser(ctx, accounts.SaveUser{
			Actor: cliActor(), ID: user.ID, Version: etag.Any,
			Change: func(p accounts.Person) (accounts.Person, error) { change(&p); return p, nil },
		})
		if err != nil {
			return err
		}
		if user.DisabledAt.IsZero() {
			k.print("cli.user_may", "name", user.Name, "email", user.Email, "roles", rolesOf(user.Admin, user.Roles))
		} else {
			k.print("cli.user_may_not", "name", user.Name, "email", user.Email)
		}
		return nil
	})
}

// A userRoleCmd gives somebody other roles.
type userRoleCmd struct {
	somebody
	Grants []grant `arg:"" name:"role" help:"arg.grants"`
}

// Run puts the roles in the place of those that the user has.
func (c userRoleCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return c.change(ctx, k, s, func(p *accounts.Person) { p.Admin, p.Roles = granted(c.Grants) })
}

// A userDisableCmd keeps somebody out.
type userDisableCmd struct{ somebody }

// Run ends at once all that the user signed in with.
func (c userDisableCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return c.change(ctx, k, s, func(p *accounts.Person) { p.Disabled = true })
}

// A userEnableCmd lets somebody in again.
type userEnableCmd struct{ somebody }

// Run lets the user sign in; what had ended stays so.
func (c userEnableCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return c.change(ctx, k, s, func(p *accounts.Person) { p.Disabled = false })
}

// A userResetCmd lets somebody choose another password.
type userResetCmd struct {
	somebody
	linked
}

// Run prints the link; the present password is good until it is used.
func (c userResetCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		user, err := c.find(ctx, h)
		if err != nil {
			return err
		}
		made, err := h.Accounts.Reset(ctx, cliActor(), user.ID)
		if err != nil {
			return err
		}
		return c.show(k, made, "cli.user_reset", "name", user.Name, "email", user.Email)
	})
}
