#include "cli/cli.h"
#include "work/report.h"

#define DOUBTS_BYTES ((size_t)1024 * 1024)

/* The form of -f, else that of the file's ending, else HTML. */
static enum status read_output(struct cli *cli, enum report_output *output)
{
    static const struct {
        const char *name, *ending;
        enum report_output output;
    } forms[] = {{"html", ".html", REPORT_HTML},
                 {"pdf", ".pdf", REPORT_PDF},
                 {"xlsx", ".xlsx", REPORT_XLSX}};
    const char *name = cli->values[OPTION_FORMAT];
    const char *path = cli->values[OPTION_OUTPUT];
    *output = REPORT_HTML;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (name ? strcmp(name, forms[i].name) == 0
                 : path && str_ends(str_of(path), forms[i].ending)) {
            *output = forms[i].output;
            return STATUS_OK;
        }
    }
    if (name) {
        return fail(&cli->why, STATUS_USAGE, "There is no form \"%s\". Use html, pdf or xlsx.",
                    name);
    }
    return path && strrchr(path, '.') && strcmp(path, "-") != 0
               ? fail(&cli->why, STATUS_USAGE,
                      "%s: a report is .html, .pdf or .xlsx. End the name so, or say -f html.",
                      path)
               : STATUS_OK;
}

/* What the report is asked for: NAME=VALUE words, --set, and the options named like parameters. */
static enum status read_given(struct cli *cli, struct report_order *order)
{
    static const enum option named[] = {OPTION_BIENNIUM, OPTION_COUNTRY, OPTION_REGION};
    struct arena *arena = &cli->work.arena;
    const char **given =
        arena_array(arena, cli->argument_count + cli->set_count + COUNT_OF(named), sizeof *given);
    if (!given) {
        return fail_memory(&cli->why);
    }
    order->given = given;
    for (size_t i = 1; i < cli->argument_count; i++) {
        given[order->given_count++] = cli->arguments[i];
    }
    for (size_t i = 0; i < cli->set_count; i++) {
        given[order->given_count++] = cli->sets[i];
    }
    for (size_t i = 0; i < COUNT_OF(named); i++) {
        const char *value = cli->values[named[i]];
        if (value && !(given[order->given_count++] =
                           arena_printf(arena, "%s=%s", cli_options[named[i]].name + 2, value))) {
            return fail_memory(&cli->why);
        }
    }
    return STATUS_OK;
}

/* PDF and XLSX are no text for a terminal. */
static enum status check_place(struct cli *cli, enum report_output output)
{
    return output == REPORT_HTML || cli_has(cli, OPTION_OUTPUT)
               ? STATUS_OK
               : fail(&cli->why, STATUS_USAGE, "That form needs a file. Add -o FILE.");
}

enum status cmd_report(struct cli *cli)
{
    struct report_set *set = NULL;
    struct report_order order = {.name = cli->arguments[0],
                                 .language = cli_language(cli),
                                 .site = cli->values[OPTION_SITE],
                                 .as_of = cli->values[OPTION_AS_OF]};
    TRY(read_output(cli, &order.output));
    TRY(check_place(cli, order.output));
    TRY(cli_open_store(cli, STORE_READ));
    TRY(work_reports(&cli->work, &set, &cli->why));
    TRY(read_given(cli, &order));
    struct buf doubts;
    buf_init(&doubts, DOUBTS_BYTES);
    order.doubts = &doubts;
    const enum status status = work_report(&cli->work, set, &order, &cli->out, &cli->why);
    if (status == STATUS_OK && doubts.length > 0) {
        cli_say(cli, "%.*s", STR_ARGS(buf_view(&doubts)));
    }
    buf_release(&doubts);
    return status;
}

static void write_json(struct cli *cli, const struct report_set *set)
{
    struct json json;
    json_init(&json, &cli->out, false);
    json_array(&json);
    for (size_t i = 0; i < set->count; i++) {
        const struct report *report = &set->reports[i];
        json_object(&json);
        json_key_text(&json, "report", report->name);
        json_key_text(&json, "title", label_in(&report->title, cli_language(cli), report->name));
        json_key(&json, "parameters");
        json_array(&json);
        for (size_t p = 0; p < report->parameter_count; p++) {
            json_object(&json);
            json_key_text(&json, "name", report->parameters[p].name);
            json_key_text(&json, "list", report->parameters[p].list->name);
            json_key_text(&json, "standard", report->parameters[p].standard);
            json_object_end(&json);
        }
        json_array_end(&json);
        json_key(&json, "languages");
        json_array(&json);
        for (size_t t = 0; t < report->text_count; t++) {
            json_text(&json, report->texts[t].language);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_char(&cli->out, '\n');
}

enum status cmd_reports(struct cli *cli)
{
    struct report_set *set = NULL;
    TRY(cli_open(cli));
    TRY(work_reports(&cli->work, &set, &cli->why));
    if (cli_has(cli, OPTION_JSON)) {
        write_json(cli, set);
        return STATUS_OK;
    }
    for (size_t i = 0; i < set->count; i++) {
        const struct report *report = &set->reports[i];
        buf_printf(&cli->out, "%-18s %s", report->name,
                   label_in(&report->title, cli_language(cli), report->name));
        for (size_t p = 0; p < report->parameter_count; p++) {
            const struct report_parameter *parameter = &report->parameters[p];
            buf_printf(&cli->out, " --%s %s", parameter->name,
                       parameter->standard ? parameter->standard : "CODE");
        }
        buf_char(&cli->out, '\n');
    }
    return STATUS_OK;
}
