"""Acts: the words for what happened that provisions and claims share.

An agreement may add its own under ``acts:``; these are known everywhere. The attack words follow the lists in the
texts of 22 February and 9 September 2016; the access words follow OCHA's access monitoring framework (requests,
approvals, refusals, convoys, deliveries as events).
"""

ATTACKS = {
    "airstrike": "bombs, missiles or gunfire from aircraft",
    "shelling": "artillery, rockets or mortars",
    "sniper-fire": "aimed fire by a marksman",
    "small-arms-fire": "rifles and machine guns",
    "guided-missile": "an anti-tank or other guided missile from the ground",
    "explosive-device": "a mine, a car bomb or a planted charge",
    "clash": "an exchange of fire in which a source does not say who began",
    "attack-on-aid": "an attack on relief workers, convoys, warehouses or clinics",
    "attack-on-civilians": "force used on civilians, the means not told",
    "attack": "an attack, the means not told",
}
GROUND = {
    "ground-advance": "taking or trying to take ground",
    "withdrawal": "forces or weapons pulled back",
    "withdrawal-reversed": "forces or weapons brought back after a withdrawal",
    "checkpoint-set-up": "an agreed checkpoint is staffed",
    "overflight": "a combat aircraft in the air, no strike told",
    "separation": "groups part from an excluded group",
}
ACCESS = {
    "aid-request": "permission to deliver is asked for",
    "aid-approval": "permission to deliver is given",
    "aid-blocked": "aid is refused, stopped, turned back or left without papers",
    "aid-delivery": "aid reaches people",
    "obstruction": "people or civil traffic are kept from passing",
}
SAFEKEEPING = {
    "arrest": "a person is detained",
    "release": "detained persons are set free",
    "monitoring": "someone looks: a post, a patrol, a camera",
    "monitors-restricted": "someone is kept from looking",
    "information-exchange": "the sides exchange data or hold the meetings agreed",
}
ACTS: dict[str, str] = {**ATTACKS, **GROUND, **ACCESS, **SAFEKEEPING}
