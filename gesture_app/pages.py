"""Lists the pages of the window. Each is imported when it is first shown, to start fast."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from gesture_app.gui.window.pages import PageEntry

if TYPE_CHECKING:
    from gesture_app.gui.state.context import AppContext
    from gesture_app.gui.widgets.page_actions import PageAction
    from gesture_app.gui.widgets.page_widget import PageWidget


def _make_recognise_page(context: AppContext) -> PageWidget:
    from gesture_app.gui.recognise.page import RecognisePage

    return RecognisePage(context)


def _make_record_page(context: AppContext) -> PageWidget:
    from gesture_app.gui.record.page import RecordPage
    from gesture_app.storage.recordings.scanner import newest_takes

    return RecordPage(context, partial(newest_takes, context.workspace.recordings))


def _make_library_page(context: AppContext) -> PageWidget:
    from gesture_app import services
    from gesture_app.gui.library.page import LibraryPage

    make_job = partial(services.make_cross_validation_job, context.workspace)
    return LibraryPage(context.library, context.settings, make_job, context.work)


def _make_train_page(context: AppContext) -> PageWidget:
    from gesture_app import services
    from gesture_app.gui.train.page import TrainPage

    return TrainPage(
        context,
        partial(services.make_training_job, context.workspace),
        partial(services.save_report, context.workspace, context.models),
        services.make_starter_services(context.workspace),
        services.make_stopped_services(context.workspace),
    )


def _make_models_page(context: AppContext) -> PageWidget:
    from gesture_app import services
    from gesture_app.gui.models.page import ModelsPage

    return ModelsPage(context, partial(services.import_model, context.models))


def _make_inspect_page(context: AppContext) -> PageWidget:
    from gesture_app import services
    from gesture_app.gui.inspect.page import InspectPage

    return InspectPage(context, services.make_inspect_services(context.workspace, context.models, context.recordings))


def _make_actions_page(context: AppContext) -> PageWidget:
    from gesture_app.gui.actions.page import ActionsPage

    return ActionsPage(context)


PAGES = (
    PageEntry("&Recognise", _make_recognise_page),
    PageEntry("Re&cord", _make_record_page),
    PageEntry("&Library", _make_library_page, wide=True),
    PageEntry("&Train", _make_train_page, wide=True),
    PageEntry("&Models", _make_models_page, wide=True),
    PageEntry("&Inspect", _make_inspect_page, wide=True),
    PageEntry("&Actions", _make_actions_page, wide=True),
)
"""the pages in the order of their tabs; a new page is a folder in `gui` and a row here"""


def page_actions() -> tuple[Sequence[PageAction], ...]:
    """Return every action of each page, in the order of the tabs."""
    from gesture_app.gui.actions import actions
    from gesture_app.gui.inspect import actions as inspect
    from gesture_app.gui.library import actions as library
    from gesture_app.gui.models import actions as models
    from gesture_app.gui.recognise import actions as recognise
    from gesture_app.gui.record import actions as record
    from gesture_app.gui.train import actions as train

    return (
        recognise.ACTIONS,
        (*record.IDLE_ACTIONS, *record.SERIES_ACTIONS, record.END, *record.TAKE_ACTIONS),
        (*library.ACTIONS, *library.REVIEW_ACTIONS, *library.BIN_ACTIONS),
        (*train.ACTIONS, train.CANCEL),
        (*models.ACTIONS, *models.BIN_ACTIONS),
        inspect.ACTIONS,
        actions.ACTIONS,
    )
