"""The choices about training: what they come to, and the way back."""

from gesture_app.core.model.card import NetworkSize
from gesture_app.core.training.options import TrainingOptions
from gesture_app.gui.train.options_form import AUTOMATIC, OptionsForm


def test_what_is_chosen_is_trained_and_each_choice_has_its_way_back(qtbot):
    options_form = OptionsForm()
    qtbot.addWidget(options_form)
    options_form.show()
    assert options_form.options() == TrainingOptions()
    assert not options_form.hidden.isVisible()
    options_form.fold.click()
    options_form.cell.setCurrentIndex(2)
    options_form.hidden.setValue(48)
    options_form.layers.setValue(2)
    options_form.dropout.setValue(0.3)
    options_form.epochs.setValue(7)
    options_form.seed.setValue(5)
    assert options_form.options() == TrainingOptions(NetworkSize(48, 2, "rnn"), epochs=7, dropout=0.3, seed=5)
    assert "6 changed" in options_form.fold.text()
    assert options_form.from_chance.isVisible()
    options_form.dropout.setValue(0.0)
    assert options_form.options().dropout == 0  # nothing is hidden, which is not the same as automatic
    options_form.dropout.setValue(-0.02)  # as can be typed
    assert options_form.dropout.text() == AUTOMATIC
    assert options_form.options().dropout is None
    options_form.dropout.setValue(0.3)
    resets = [button for button in options_form.findChildren(type(options_form.fold)) if button.text() == "↺"]
    for reset in resets:
        assert reset.isVisible()
        reset.click()
        assert not reset.isVisible()
    assert options_form.options() == TrainingOptions()
    assert not options_form.from_chance.isVisible()
