"""The choices about training: what they come to, and the way back."""

from gesture_app.core.model.card import NetworkSize
from gesture_app.core.training.options import TrainingOptions
from gesture_app.gui.train.options_form import AUTOMATIC, OptionsForm


def test_what_is_chosen_is_trained_and_each_choice_has_its_way_back(qtbot):
    choices = OptionsForm()
    qtbot.addWidget(choices)
    choices.show()
    assert choices.options() == TrainingOptions()
    assert not choices.hidden.isVisible()
    choices.fold.click()
    choices.cell.setCurrentIndex(2)
    choices.hidden.setValue(48)
    choices.layers.setValue(2)
    choices.dropout.setValue(0.3)
    choices.epochs.setValue(7)
    choices.seed.setValue(5)
    assert choices.options() == TrainingOptions(NetworkSize(48, 2, "rnn"), epochs=7, dropout=0.3, seed=5)
    assert "6 changed" in choices.fold.text()
    assert choices.from_chance.isVisible()
    choices.dropout.setValue(0.0)
    assert choices.options().dropout == 0  # nothing is hidden, which is not the same as automatic
    choices.dropout.setValue(-0.02)  # as can be typed
    assert choices.dropout.text() == AUTOMATIC
    assert choices.options().dropout is None
    choices.dropout.setValue(0.3)
    resets = [button for button in choices.findChildren(type(choices.fold)) if button.text() == "↺"]
    for reset in resets:
        assert reset.isVisible()
        reset.click()
        assert not reset.isVisible()
    assert choices.options() == TrainingOptions()
    assert not choices.from_chance.isVisible()
