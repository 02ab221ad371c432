package httpapi

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A siteAnswer is the settings that all languages share.
type siteAnswer struct {
	ETag string `json:"etag"`
	content.SiteSettings
}

// A localeAnswer is the settings of one language.
type localeAnswer struct {
	Tag  locale.Tag `json:"tag"`
	ETag string     `json:"etag"`
	content.LocaleSettings
}

func siteSettings(s content.SiteSettings) content.SiteSettings {
	s.Hosts, s.CORSOrigins = list(s.Hosts), list(s.CORSOrigins)
	s.DeniedClasses, s.EmbedHosts, s.Params, s.Checks = list(s.DeniedClasses), list(s.EmbedHosts), object(s.Params), object(s.Checks)
	s.Media = s.Tidy().Media
	return s
}

func localeSettings(s content.LocaleSettings) content.LocaleSettings {
	s.Fallback, s.Params = list(s.Fallback), object(s.Params)
	return s
}

func localeOf(l content.Locale) localeAnswer {
	return localeAnswer{Tag: l.Tag, ETag: etag.Of(l.Version), LocaleSettings: localeSettings(l.Settings)}
}

// GetSite answers GET /manage/v1/site.
func (a *API) GetSite(c echo.Context) error {
	site, err := a.Editing.Site(c.Request().Context(), actorOf(c))
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, site.Version, siteAnswer{ETag: etag.Of(site.Version), SiteSettings: siteSettings(site.Settings)})
}

// PatchSite answers PATCH /manage/v1/site.
func (a *API) PatchSite(c echo.Context, _ apigen.PatchSiteParams) error {
	change := patched(form[content.SiteSettings]{
		whole: a.contract.operations["patchSite"].body,
		write: func(s content.SiteSettings) (any, error) { return siteSettings(s), nil },
		read:  settingsIn[content.SiteSettings],
	}, bodyOf(c).tree)
	site, err := matching(c.Request().Header, func(version int64) (*content.Site, error) {
		return a.Editing.SaveSite(c.Request().Context(), editing.SaveSite{Actor: actorOf(c), Version: version, Change: change})
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, site.Version, siteAnswer{ETag: etag.Of(site.Version), SiteSettings: siteSettings(site.Settings)})
}

// settingsIn reads settings from their document, which is their own JSON.
func settingsIn[T any](text []byte) (T, error) {
	var settings T
	if err := json.Unmarshal(text, &settings); err != nil {
		return settings, unfit(err)
	}
	return settings, nil
}

// ListLocales answers GET /manage/v1/locales.
func (a *API) ListLocales(c echo.Context) error {
	locales, err := a.Editing.Locales(c.Request().Context(), actorOf(c))
	if err != nil {
		return err
	}
	return sendPage(c, locales, "", localeOf)
}

// CreateLocale answers POST /manage/v1/locales.
func (a *API) CreateLocale(c echo.Context, _ apigen.CreateLocaleParams) error {
	var doc struct {
		Tag locale.Tag `json:"tag"`
		content.LocaleSettings
	}
	if err := bodyOf(c).decode(&doc); err != nil {
		return err
	}
	var bad wrongs
	tag := bad.tag("/tag", doc.Tag)
	if err := bad.fault(); err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	added, err := a.Editing.AddLocale(c.Request().Context(), editing.AddLocale{Actor: actorOf(c), Tag: tag, Settings: doc.LocaleSettings, Once: key})
	if err != nil {
		return err
	}
	created(c, "locales", string(added.Tag))
	return sendTagged(c, http.StatusCreated, added.Version, localeOf(*added))
}

// GetLocale answers GET /manage/v1/locales/{tag}.
func (a *API) GetLocale(c echo.Context, name string) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	found, err := a.Editing.Locale(c.Request().Context(), actorOf(c), tag)
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, found.Version, localeOf(*found))
}

// PatchLocale answers PATCH /manage/v1/locales/{tag}.
func (a *API) PatchLocale(c echo.Context, name string, _ apigen.PatchLocaleParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	change := patched(form[content.LocaleSettings]{
		whole: a.contract.operations["patchLocale"].body,
		write: func(s content.LocaleSettings) (any, error) { return localeSettings(s), nil },
		read:  settingsIn[content.LocaleSettings],
	}, bodyOf(c).tree)
	saved, err := matching(c.Request().Header, func(version int64) (*content.Locale, error) {
		return a.Editing.SaveLocale(c.Request().Context(), editing.SaveLocale{Actor: actorOf(c), Tag: tag, Version: version, Change: change})
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, saved.Version, localeOf(*saved))
}

// DeleteLocale answers DELETE /manage/v1/locales/{tag}.
func (a *API) DeleteLocale(c echo.Context, name string, _ apigen.DeleteLocaleParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	_, err = matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Editing.RemoveLocale(c.Request().Context(), editing.RemoveLocale{Actor: actorOf(c), Tag: tag, Version: version})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
